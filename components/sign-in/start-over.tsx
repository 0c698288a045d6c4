import { LinkButton } from '@/components/ui/link-button'
import { PublicPanel } from './public-panel'

const SENTENCE = 'This sign-in is over: it took longer than ten minutes, too many codes were wrong, or it was used already.'

/** Shown in place of the second step once nothing can be done with it any more. @param href where signing in begins */
export function StartOver({ href }: { href: string }) {
  return (
    <PublicPanel title="Sign in again" description={SENTENCE}>
      {/* A plain link: the page begins anew, with or without script. */}
      <LinkButton href={href} variant="primary" plain>
        Start over
      </LinkButton>
    </PublicPanel>
  )
}
