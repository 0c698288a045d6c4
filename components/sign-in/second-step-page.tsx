'use client'

import { paths } from '@/lib/paths'
import { askSecondStepPasskey, secondStepByCode, secondStepByMail, secondStepByPasskey, secondStepByRecoveryCode, sendSecondStepCode } from '@/lib/sign-in/actions'
import type { SecondStepView } from '@/lib/sign-in/view-second-step'
import { PublicPanel } from './public-panel'
import { RecoveryCodeUsed } from './recovery-code-used'
import { AppStep, MailStep, PasskeyStep, RecoveryCodeStep } from './second-step-forms'
import { StartOver } from './start-over'
import { usePublicForm } from './use-public-form'
import { usePasskey } from './use-passkey'

export type Way = 'app' | 'passkey' | 'recovery-code'

const OTHER: Record<Way, string> = { app: 'Use your authenticator app', passkey: 'Use a passkey', 'recovery-code': 'Use a recovery code' }

/** The second step of signing in: whichever factor the person has, one at a time. @param by the way that was chosen, if any */
export function SecondStepPage({ view, by }: { view: SecondStepView; by: Way | null }) {
  const { tenantName, tenantSlug, email, next, ways, byMail } = view
  // All of them here, not in the parts: once a code is used this page is drawn again as over, and what it answered must still be shown.
  const app = usePublicForm(secondStepByCode)
  const recovery = usePublicForm(secondStepByRecoveryCode)
  const passkey = usePasskey({ ask: askSecondStepPasskey, answer: secondStepByPasskey })
  const ask = usePublicForm(sendSecondStepCode)
  const mailed = usePublicForm(secondStepByMail)
  const startOver = paths.signIn(tenantSlug, next)
  const open: Way[] = ways ? [...(ways.apps.length > 0 ? (['app'] as const) : []), ...(ways.passkey ? (['passkey'] as const) : []), ...(ways.recoveryCode ? (['recovery-code'] as const) : [])] : []
  const way = open.find((each) => each === by) ?? open[0]

  if (recovery.state.data) return <RecoveryCodeUsed {...recovery.state.data} />
  if (byMail && ![ask, mailed].some(({ state }) => state.failure?.reason === 'start_over')) {
    return (
      <PublicPanel
        title="Confirm that it is you"
        description={<>Your password was right. {tenantName} also mails <bdi>{email}</bdi> a code.</>}
        foot={<OtherWay href={startOver}>Start over</OtherWay>}
      >
        <MailStep ask={ask} enter={mailed} />
      </PublicPanel>
    )
  }
  if (!ways || !way || [app, recovery, passkey].some(({ state }) => state.failure?.reason === 'start_over')) return <StartOver href={startOver} />
  return (
    <PublicPanel
      title="Confirm that it is you"
      description={<>Your password was right. {tenantName} also asks <bdi>{email}</bdi> for a second factor.</>}
      foot={
        <>
          {open.filter((each) => each !== way).map((each) => (
            <OtherWay key={each} href={paths.secondStepBy(each)}>{OTHER[each]}</OtherWay>
          ))}
          <OtherWay href={startOver}>Start over</OtherWay>
          <p className="mt-2 text-xs">Lost everything you could confirm with? Another administrator can reset your second factors.</p>
        </>
      }
    >
      {way === 'app' ? <AppStep form={app} apps={ways.apps} /> : way === 'passkey' ? <PasskeyStep passkey={passkey} /> : <RecoveryCodeStep form={recovery} />}
    </PublicPanel>
  )
}

/** A plain link: the page begins anew, with or without script. */
function OtherWay({ href, children }: { href: string; children: string }) {
  return (
    <a href={href} className="text-accent-ink underline decoration-accent-ink/40 underline-offset-2">
      {children}
    </a>
  )
}
