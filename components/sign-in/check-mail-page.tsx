import { TextLink } from '@/components/ui/text-link'
import { paths } from '@/lib/paths'
import { PublicPanel } from './public-panel'

/** After a sign-in at a provider that nobody here is linked to yet: the same words for anyone. */
export function CheckMailPage() {
  return (
    <PublicPanel title="Check your mail" foot={<TextLink href={paths.signIn()}>Sign in another way</TextLink>}>
      <div role="status" className="grid gap-3 text-base text-ink-2">
        <p>Your identity provider signed you in, but this sign-in is not linked to an account here yet. If there is an account with your address, a link is on its way to it.</p>
        <p>Open the link in this browser within 30 minutes. It works once.</p>
      </div>
    </PublicPanel>
  )
}
