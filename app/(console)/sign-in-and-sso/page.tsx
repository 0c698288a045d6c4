import type { Metadata } from 'next'
import { AskLink } from '@/components/guard/ask-link'
import { reasonOf } from '@/components/guard/reason-of'
import { RefusedPage } from '@/components/guard/refused-page'
import { MethodsForm } from '@/components/sign-in-methods/methods-form'
import { Page } from '@/components/shell/page'
import { ConnectionList } from '@/components/sso/connection-list'
import { Callout } from '@/components/ui/callout'
import { Card } from '@/components/ui/card'
import { LinkButton } from '@/components/ui/link-button'
import { PageHeader } from '@/components/ui/page-header'
import { openPage } from '@/lib/authz/access'
import { can } from '@/lib/authz/can'
import { paths } from '@/lib/paths'
import { getMethods, previewMethods } from '@/lib/sign-in-methods/data'
import { listConnections } from '@/lib/sso/connections-data'

export const metadata: Metadata = { title: 'Sign-in and SSO' }

export default async function SignInAndSsoPage() {
  const access = await openPage('sign-in:read')
  if ('refusal' in access) return <RefusedPage refusal={access.refusal} homeHref={paths.home} />
  const { cleared, facts: { actor, tenant } } = access
  const [connections, methods] = await Promise.all([listConnections(cleared), getMethods(cleared)])
  const impact = await previewMethods(cleared, methods)
  const reason = reasonOf(can(actor, 'sso:manage'))
  return (
    <Page wide>
      <PageHeader title="Sign-in and SSO" description="How people get in, and through whom." />
      {reason ? (
        <Callout tone="neutral" title="You can read these settings." actions={<AskLink asked={{ permission: 'sso:manage' }} />}>
          {reason}
        </Callout>
      ) : null}
      <Card title="Built in" description="What sign-in takes of Castellan’s own, in the order of the sign-in page.">
        <MethodsForm stored={methods} impact={impact} reason={reasonOf(can(actor, 'sign-in:manage'))} factorReason={reasonOf(can(actor, 'mfa-policy:manage'))} />
      </Card>
      <Card flush title="Identity providers" description="In the order of the sign-in page." actions={reason || connections.length === 0 ? null : <LinkButton href={paths.newConnection} icon="plus">Add identity provider</LinkButton>}>
        <ConnectionList tenantSlug={tenant.slug} connections={connections} now={actor.now} reason={reason} />
      </Card>
    </Page>
  )
}
