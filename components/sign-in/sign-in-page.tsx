import { Callout } from '@/components/ui/callout'
import { TextLink } from '@/components/ui/text-link'
import { paths } from '@/lib/paths'
import type { FirstMethod } from '@/lib/sign-in-methods/methods'
import { type ConnectionButtonsProps } from './connection-buttons'
import { PublicPanel } from './public-panel'
import { SignInForm } from './sign-in-form'
import { SignInNotice } from './sign-in-notice'

interface SignInPageProps {
  tenant: { slug: string; name: string; signInNotice: string }
  /** As it came with the address; judged by the server after signing in. */
  next: string
  /** Whose session runs in this browser, in another tenant. */
  signedInElsewhere: { email: string; tenantName: string } | null
  /** This browser had a session, and it is over. */
  sessionEnded: boolean
  /** What the tenant takes, the preferred one first. */
  methods: readonly FirstMethod[]
  /** The ways in through identity providers, and why the last one came to nothing. */
  sso: Pick<ConnectionButtonsProps, 'connections'> & { failure: string | null; /** the connection this browser came through last */ last: string | null }
}

/** Signing in to one tenant. */
export function SignInPage({ tenant, next, signedInElsewhere, sessionEnded, methods, sso }: SignInPageProps) {
  const here = paths.signIn(tenant.slug, next)
  return (
    <PublicPanel title={`Sign in to ${tenant.name}`}>
      {tenant.signInNotice ? <SignInNotice text={tenant.signInNotice} /> : null}
      {signedInElsewhere ? (
        <Callout title={`You are signed in to ${signedInElsewhere.tenantName}`} actions={<TextLink href={paths.home}>Go on there</TextLink>}>
          As {signedInElsewhere.email}. Signing in to {tenant.name} ends that session in this browser.
        </Callout>
      ) : null}
      {sessionEnded ? <Callout title="Your session has ended">Sign in again{next ? ' to go on where you were' : ''}.</Callout> : null}
      {sso.failure === null ? null : <Callout tone="danger" title="You are not signed in" live>{sso.failure}</Callout>}
      <SignInForm tenantSlug={tenant.slug} next={next} here={here} methods={methods} connections={sso.connections} last={sso.last} />
    </PublicPanel>
  )
}
