import type { Metadata } from 'next'
import { ChangePasswordForm } from '@/components/account/change-password-form'
import { Time } from '@/components/shell/time'
import { Card } from '@/components/ui/card'
import { getOwnAccountView } from '@/lib/account/data'
import { requireActor } from '@/lib/authz/access'
import { readViewer } from '@/lib/format/viewer'
import { getPasswordTerms } from '@/lib/password-policy/prepare-password'

export const metadata: Metadata = { title: 'Password' }

/** When it was changed last, and another one. */
export default async function AccountPasswordPage() {
  const facts = await requireActor()
  const { actor } = facts
  const [account, terms, { zone }] = await Promise.all([getOwnAccountView(facts), getPasswordTerms(actor.tenantId, actor.administratorId), readViewer()])
  return (
    <Card title="Password" description={account.passwordChangedAt === null ? null : <>Changed <Time at={account.passwordChangedAt} now={actor.now} zone={zone} />.</>}>
      <ChangePasswordForm email={account.email} terms={terms} />
    </Card>
  )
}
