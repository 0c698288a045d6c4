import { SignOut } from '@/components/account/sign-out'
import { OpenReviewBar } from '@/components/break-glass/open-review-bar'
import { ConsoleFrame } from '@/components/shell/console-frame'
import { requireActor } from '@/lib/authz/access'
import { holds } from '@/lib/authz/can'
import { heardBeforeDrawing } from '@/lib/live/watch-sessions'

/** The frame around every page behind a session. It is no lock: each page asks for itself. */
export default async function ConsoleLayout({ children }: { children: React.ReactNode }) {
  const facts = await requireActor()
  // Before the page has read anything: what happens from here on, an open page looks at again.
  const heard = heardBeforeDrawing(facts.actor)
  return (
    <ConsoleFrame signedIn={facts} signOut={<SignOut />} heard={heard}>
      <OpenReviewBar using={facts.actor.breakGlass === true} waiting={facts.openReviews && holds(facts.actor, 'break-glass:manage')} />
      {children}
    </ConsoleFrame>
  )
}
