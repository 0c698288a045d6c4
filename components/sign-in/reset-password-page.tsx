'use client'

import { useState } from 'react'
import { FormSummary } from '@/components/form/form-summary'
import { NewPasswordField } from '@/components/form/new-password-field'
import { SubmitButton } from '@/components/form/submit-button'
import { usePasswordVerdict, whyNotYet } from '@/components/form/use-password-verdict'
import { ReplacementCode } from '@/components/mfa/replacement-code'
import { Button } from '@/components/ui/button'
import { LinkButton } from '@/components/ui/link-button'
import type { Failure } from '@/lib/errors/app-error'
import { paths } from '@/lib/paths'
import { askResetPasskey, setPassword, viewReset } from '@/lib/sign-in/actions'
import type { ResetView } from '@/lib/sign-in/view-invitation'
import { LinkPage } from './link-page'
import { PublicFailure } from './public-failure'
import { PublicPanel } from './public-panel'
import { ResetFactor, waysOfReset, type ResetWay } from './reset-factor'
import { usePasskey } from './use-passkey'
import { useProblems } from './use-problems'
import { usePublicForm } from './use-public-form'

/** The page behind a link that resets a password. It signs nobody in. */
export function ResetPasswordPage() {
  return (
    <LinkPage title="Set a new password" view={viewReset} instead={(failure) => <AskForReset failure={failure} />}>
      {(reset, token) => <Reset reset={reset} token={token} />}
    </LinkPage>
  )
}

function AskForReset({ failure }: { failure: Failure }) {
  const slug = typeof failure.details?.tenantSlug === 'string' ? failure.details.tenantSlug : undefined
  return (
    <div className="flex flex-wrap gap-2">
      <LinkButton href={paths.forgotPassword(slug)} variant="primary">
        Send a new link
      </LinkButton>
      <LinkButton href={paths.signIn(slug)}>Go to sign-in</LinkButton>
    </div>
  )
}

function Reset({ reset: { email, tenantName, ways, policy, context }, token }: { reset: ResetView; token: string }) {
  const typed = usePublicForm(setPassword)
  const [password, setTyped] = useState('')
  const signed = usePasskey({ ask: askResetPasskey, answer: setPassword, asking: { token }, answering: { token, by: 'passkey', password } })
  const { failure, done, data } = signed.state.done === undefined ? (signed.state.failure ? signed.state : typed.state) : signed.state
  const [way, setWay] = useState<ResetWay | null>(() => waysOfReset(ways)[0] ?? null)
  const verdict = usePasswordVerdict(password, { policy, context })
  const problems = useProblems(failure)
  if (done !== undefined) {
    return (
      <PublicPanel title="Your password is set">
        <p role="status" className="text-base text-ink-2">
          Every session of yours was ended. Sign in with the new password.
        </p>
        {data ? (
          <div className="grid gap-2">
            <p className="text-base text-ink-2">The recovery code you used is dead; this one takes its place. It is shown this once.</p>
            <ReplacementCode code={data.replacement} />
          </div>
        ) : null}
        <LinkButton href={paths.signIn(done)} variant="primary">
          Go to sign-in
        </LinkButton>
      </PublicPanel>
    )
  }
  if (failure?.code === 'link_unusable') {
    return (
      <PublicPanel title="This link does not work" description={failure.sentence}>
        <AskForReset failure={failure} />
      </PublicPanel>
    )
  }
  return (
    <PublicPanel title="Set a new password" description={<>for <bdi>{email}</bdi> at {tenantName}</>}>
      <form {...typed.form} noValidate className="grid gap-4">
        <input type="hidden" name="token" value={token} />
        {/* For password managers: whose password it is. Without a name it is not sent. */}
        <input type="email" autoComplete="username" value={email} readOnly hidden />
        <FormSummary problems={problems} title="Your password stays as it was:" />
        <PublicFailure failure={failure} />
        <NewPasswordField id="password" name="password" policy={policy} value={password} onValue={setTyped} verdict={verdict} error={failure?.fields?.password} />
        {ways && way ? <ResetFactor ways={ways} way={way} onWay={setWay} failure={failure} /> : null}
        {way === 'passkey' ? (
          <Button variant="primary" icon="key" pending={signed.pending} onClick={signed.start} disabledReason={whyNotYet(password, verdict)} className="w-full">
            Confirm with a passkey and set it
          </Button>
        ) : (
          <SubmitButton pending={typed.pending} disabledReason={whyNotYet(password, verdict)} className="w-full">
            Set the new password
          </SubmitButton>
        )}
        <p className="text-xs text-ink-3">You are signed out everywhere then, and sign in with the new one.</p>
      </form>
    </PublicPanel>
  )
}
