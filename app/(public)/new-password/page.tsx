import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { NewPasswordForm } from '@/components/account/new-password-form'
import { SignOut } from '@/components/account/sign-out'
import { PublicPanel } from '@/components/sign-in/public-panel'
import { safeRedirect } from '@/lib/authn/safe-redirect'
import { requireActor } from '@/lib/authz/access'
import { countOf } from '@/lib/format/count'
import { findPasswordState, getPasswordTerms } from '@/lib/password-policy/prepare-password'

export const metadata: Metadata = { title: 'Set a new password' }

/** Where a session is led that owes a new password: nothing else is open to it but the way out. */
export default async function NewPasswordPage({ searchParams }: { searchParams: Promise<Record<string, string | string[] | undefined>> }) {
  const { actor, owes, person, tenant } = await requireActor({ whileOwing: true })
  const { next } = await searchParams
  const goOnTo = safeRedirect(next)
  if (!owes) return redirect(goOnTo)
  const state = await findPasswordState(actor.tenantId, actor.administratorId)
  const why = state?.due === 'expired' && state.expiryDays !== null ? `A password for ${tenant.name} expires after ${countOf(state.expiryDays, 'day')}, and yours is older.` : state?.due === 'everyone' ? `Everybody at ${tenant.name} is asked for a new one.` : `An administrator of ${tenant.name} asks you for one.`
  return (
    <PublicPanel
      title="Set a new password"
      description={`${why} The password you have just used works no more once this is done.`}
      foot={<SignOut />}
    >
      <NewPasswordForm email={person.email} terms={await getPasswordTerms(actor.tenantId, actor.administratorId)} goOnTo={goOnTo} />
    </PublicPanel>
  )
}
