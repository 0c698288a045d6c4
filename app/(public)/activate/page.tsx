import type { Metadata } from 'next'
import { ActivatePage } from '@/components/sign-in/activate-page'
import { currentSession } from '@/lib/authn/current-session'

export const metadata: Metadata = { title: 'Activate your account' }

export default async function Activate() {
  const facts = await currentSession(true)
  return <ActivatePage signedInAs={facts?.person.email ?? null} />
}
