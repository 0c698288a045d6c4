import { SignOut } from '@/components/account/sign-out'
import { ConsoleFrame } from '@/components/shell/console-frame'
import { requireActor } from '@/lib/authz/access'

/** The frame around every page behind a session. It is no lock: each page asks for itself. */
export default async function ConsoleLayout({ children }: { children: React.ReactNode }) {
  const facts = await requireActor()
  return (
    <ConsoleFrame signedIn={facts} signOut={<SignOut />}>
      {children}
    </ConsoleFrame>
  )
}
