'use client'

import { SubmitButton } from '@/components/form/submit-button'
import { Facts } from '@/components/ui/facts'
import { LinkButton } from '@/components/ui/link-button'
import { paths } from '@/lib/paths'
import { linkSignIn, viewSignInLink } from '@/lib/sso/actions'
import type { LinkView } from '@/lib/sso/open-link'
import { LinkPage } from './link-page'
import { PublicFailure } from './public-failure'
import { PublicPanel } from './public-panel'
import { usePublicForm } from './use-public-form'

/** The page behind the link that was mailed after a first sign-in at a provider. */
export function LinkSignInPage() {
  return (
    <LinkPage title="Link your account" view={viewSignInLink} instead={() => <LinkButton href={paths.signIn()} variant="primary">Go to sign-in</LinkButton>}>
      {(view, token) => <LinkSignIn view={view} token={token} />}
    </LinkPage>
  )
}

function LinkSignIn({ view: { tenantName, connectionName, shownEmail }, token }: { view: LinkView; token: string }) {
  const { state: { failure }, pending, form } = usePublicForm(linkSignIn)
  return (
    <PublicPanel title="Link your account" description={`From now on you can sign in to ${tenantName} with ${connectionName}.`}>
      <Facts narrow items={[{ term: 'Identity provider', value: <bdi>{connectionName}</bdi> }, { term: 'It knows you as', value: <bdi>{shownEmail}</bdi> }]} />
      <form {...form} className="grid gap-4">
        <input type="hidden" name="token" value={token} />
        <PublicFailure failure={failure} />
        <SubmitButton pending={pending} className="w-full">
          Link and sign in
        </SubmitButton>
        <p className="text-xs text-ink-3">If you did not just try to sign in there, close this page. Nothing happens.</p>
      </form>
    </PublicPanel>
  )
}
