import type { Metadata } from 'next'
import { ChangePasswordForm } from '@/components/account/change-password-form'
import { Time } from '@/components/shell/time'
import { Card } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/empty-state'
import { TextLink } from '@/components/ui/text-link'
import { getOwnAccountView } from '@/lib/account/data'
import { requireActor } from '@/lib/authz/access'
import { countOf } from '@/lib/format/count'
import { readViewer } from '@/lib/format/viewer'
import { findPasswordState, getPasswordTerms } from '@/lib/password-policy/prepare-password'
import { paths } from '@/lib/paths'
import { PASSWORDS_OFF } from '@/lib/sign-in-methods/methods'

export const metadata: Metadata = { title: 'Password' }

/** When it was changed last, and another one; or why there is none to change. */
export default async function AccountPasswordPage() {
  const facts = await requireActor()
  const { actor } = facts
  const [account, terms, state, { zone }] = await Promise.all([getOwnAccountView(facts), getPasswordTerms(actor.tenantId, actor.administratorId), findPasswordState(actor.tenantId, actor.administratorId), readViewer()])
  const { passwordChangedAt: changedAt, takesPassword } = account
  if (!takesPassword || changedAt === null) {
    return (
      <Card title="Password" flush>
        <EmptyState icon="key" title={takesPassword ? 'You have no password' : 'No password is used'}>
          {takesPassword ? 'You sign in another way. An administrator can send you a link to set one.' : PASSWORDS_OFF.own} Passkeys are under <TextLink href={paths.accountFactors}>Second factors</TextLink>, identity providers under <TextLink href={paths.accountSignIns()}>Linked sign-ins</TextLink>.
        </EmptyState>
      </Card>
    )
  }
  return (
    <Card title="Password" description={<>Changed <Time at={changedAt} now={actor.now} zone={zone} />.{state?.expiryDays ? <> A password expires here after {countOf(state.expiryDays, 'day')}: whoever signs in later sets a new one first.</> : null}</>}>
      <ChangePasswordForm email={account.email} terms={terms} />
    </Card>
  )
}
