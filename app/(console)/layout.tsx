import { SignOut } from '@/components/account/sign-out'
import { OpenReviewBar } from '@/components/break-glass/open-review-bar'
import { ConsoleFrame } from '@/components/shell/console-frame'
import { requireActor } from '@/lib/authz/access'
import { holds } from '@/lib/authz/can'

/** The frame around every page behind a session. It is no lock: each page asks for itself. */
export default async function ConsoleLayout({ children }: { children: React.ReactNode }) {
  const facts = await requireActor()
  return (
    <ConsoleFrame signedIn={facts} signOut={<SignOut />}>
      <OpenReviewBar using={facts.actor.breakGlass === true} waiting={facts.openReviews && holds(facts.actor, 'break-glass:manage')} />
      {children}
    </ConsoleFrame>
  )
}
