import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { cache } from 'react'
import { AskLink } from '@/components/guard/ask-link'
import { reasonOf } from '@/components/guard/reason-of'
import { RefusedPage } from '@/components/guard/refused-page'
import { Page } from '@/components/shell/page'
import { ConnectionCertificates } from '@/components/sso/connection-certificates'
import { ConnectionDomains } from '@/components/sso/connection-domains'
import { ConnectionForm } from '@/components/sso/connection-form'
import { ConnectionLines } from '@/components/sso/connection-lines'
import { ConnectionLogo } from '@/components/sso/connection-logo'
import { ConnectionPart, ConnectionPartLinks } from '@/components/sso/connection-parts'
import { ConnectionProof } from '@/components/sso/connection-proof'
import { ConnectionSwitches } from '@/components/sso/connection-switches'
import { CredentialEnd } from '@/components/sso/credential-end'
import { NextSecret } from '@/components/sso/next-secret'
import { NameProver } from '@/components/sso/name-prover'
import { ForTheirForm } from '@/components/sso/for-their-form'
import { ForTheirSamlForm } from '@/components/sso/for-their-saml-form'
import { ProofReport } from '@/components/sso/proof-report'
import { SamlForm } from '@/components/sso/saml-form'
import { ServiceKeys } from '@/components/sso/service-keys'
import { SetLogo } from '@/components/sso/set-logo'
import { TryMapping } from '@/components/sso/try-mapping'
import { Breadcrumb } from '@/components/ui/breadcrumb'
import { Callout } from '@/components/ui/callout'
import { Card } from '@/components/ui/card'
import { PageHeader } from '@/components/ui/page-header'
import { TextLink } from '@/components/ui/text-link'
import { openPage } from '@/lib/authz/access'
import { can } from '@/lib/authz/can'
import { assigns, TENANT } from '@/lib/authz/grants'
import { OWNER_ROLE, ROLES, ROLE_KEYS } from '@/lib/authz/policy'
import { AppError } from '@/lib/errors/app-error'
import { formatDateTime } from '@/lib/format/time'
import { readViewer } from '@/lib/format/viewer'
import { paths } from '@/lib/paths'
import { findLogo } from '@/lib/sso/connection-logo'
import type { ConnectionView } from '@/lib/sso/connection-view'
import { forTheirForm, forTheirSamlForm, getConnection } from '@/lib/sso/connections-data'
import { listLines } from '@/lib/sso/mapping-lines'
import { getProver } from '@/lib/sso/name-prover'
import { findReport } from '@/lib/sso/prove-connection'
import { samlRefusalSentence } from '@/lib/sso/saml-refusal-sentence'
import { ssoFailureSentence } from '@/lib/sso/sso-failure'
import { previewEndings } from '@/lib/sso/state-ending'
import { previewKeySwitch } from '@/lib/sso/state-key-switch'
import { previewRequired } from '@/lib/sso/state-required'

/** Something that is to follow waits to be put in use. */
const isStaged = (connection: ConnectionView) => (connection.protocol === 'saml' ? connection.staged.length > 0 || connection.serviceKeys.next !== null : connection.staged !== null)

interface Given { params: Promise<{ id: string }>; searchParams: Promise<Record<string, string | string[] | undefined>> }

/** Once a request, for the title and for the page. */
const openConnection = cache(async (id: string) => {
  const access = await openPage('sign-in:read')
  if ('refusal' in access) return access
  const connection = await getConnection(access.cleared, id).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'not_found') return notFound()
    throw error
  })
  return { ...access, connection }
})

export async function generateMetadata({ params }: Given): Promise<Metadata> {
  const opened = await openConnection((await params).id)
  return { title: 'refusal' in opened ? 'Identity provider' : opened.connection.name }
}

export default async function ConnectionPage({ params, searchParams }: Given) {
  const { id } = await params
  const { proof: failed } = await searchParams
  const opened = await openConnection(id)
  if ('refusal' in opened) return <RefusedPage refusal={opened.refusal} homeHref={paths.home} />
  const { cleared, facts, connection } = opened
  const reason = reasonOf(can(facts.actor, 'sso:manage'))
  const [report, { zone }, lines, impact, endings, keySwitch, logo] = await Promise.all([findReport(facts, id), readViewer(), listLines(cleared, id), previewRequired(cleared, id), reason ? null : previewEndings(cleared, id), reason ? null : previewKeySwitch(cleared, id), findLogo(cleared, id)])
  const assignable = ROLE_KEYS.filter((role) => role !== OWNER_ROLE && ROLES[role].reach === 'tenant' && assigns(facts.actor.powers, role, TENANT))
  const prover = reason || connection.required ? null : await getProver(cleared, id)
  const wrong = ssoFailureSentence(failed) ?? samlRefusalSentence(failed)
  const at = (moment: number | null | undefined) => (moment ? formatDateTime(moment, zone) : null)
  return (
    <Page>
      <PageHeader
        breadcrumb={<Breadcrumb items={[{ label: 'Sign-in and SSO', href: paths.signInAndSso }]} />}
        title={<span className="flex items-center gap-2">{logo ? <ConnectionLogo src={logo} /> : null}<bdi className="wrap-anywhere">{connection.name}</bdi></span>}
        description={<span className="wrap-anywhere">{connection.protocol === 'oidc' ? `OpenID Connect, ${connection.issuer}` : `SAML 2.0, ${connection.entityId}`}</span>}
        tabs={<ConnectionPartLinks connectionId={id} name={connection.name} domains={connection.domains.length} lines={lines.length} />}
      />
      {reason ? <Callout tone="neutral" title="You can read this identity provider." actions={<AskLink asked={{ permission: 'sso:manage' }} />}>{reason}</Callout> : null}
      {wrong ? <Callout tone="danger" title="The round trip came to nothing.">{wrong}</Callout> : null}
      {connection.disabled ? null : <CredentialEnd connection={connection} now={facts.actor.now} />}
      <ConnectionPart part="overview">
        <Card title="Proof" description="Nothing is required before it has been shown to work.">
          <div className="grid gap-4">
            <ConnectionProof key={connection.required ? 'required' : 'free'} connection={connection} impact={impact} reason={reason} until={at(connection.required?.until)} lapsed={at(connection.lapsedAt)} now={facts.actor.now} />
            {prover ? <NameProver key={prover.proverId ?? 'nobody'} connectionId={id} version={connection.version} prover={prover} /> : null}
          </div>
        </Card>
        {report ? <Card title="What came back" description={report.staged && isStaged(connection) ? <>Through what is staged. It counts once that is put in use, under <TextLink href={paths.connectionPart(id, 'settings')}>Settings</TextLink>.</> : undefined}><ProofReport report={report} /></Card> : null}
        <ConnectionSwitches connection={connection} endings={endings} reason={reason} />
      </ConnectionPart>
      <ConnectionPart part="settings">
        <Card title="Settings">
          {connection.protocol === 'oidc' ? <ConnectionForm connection={connection} reason={reason} /> : <SamlForm connection={connection} reason={reason} />}
        </Card>
        {connection.protocol === 'saml' ? (
          <Card title="Certificates" description="Of the provider. An assertion counts only when one of them verifies its signature.">
            <ConnectionCertificates connection={connection} reason={reason} now={facts.actor.now} />
          </Card>
        ) : reason ? null : (
          <Card title={connection.clientAuth === 'private_key_jwt' ? 'Next key' : 'Next secret'} description="Before the one in use ends.">
            <NextSecret connection={connection} />
          </Card>
        )}
        {connection.protocol === 'saml' ? (
          <Card title="Our key" description="What we sign requests with, and open encrypted assertions with. Our metadata shows its certificate.">
            <ServiceKeys key={connection.version} connection={connection} impact={keySwitch} reason={reason} now={facts.actor.now} />
          </Card>
        ) : null}
        {reason ? null : (
          <Card title="On the sign-in page">
            <SetLogo connectionId={id} version={connection.version} name={connection.name} src={logo} />
          </Card>
        )}
      </ConnectionPart>
      <ConnectionPart part="domains">
        <Card title="Domains" description="The addresses that belong to it.">
          <ConnectionDomains connectionId={id} domains={connection.domains} reason={reason} owner={facts.actor.inForce.some(({ role }) => role === OWNER_ROLE)} />
        </Card>
      </ConnectionPart>
      <ConnectionPart part="roles">
        <Card title="Roles by group" description="What somebody is given at each sign-in, and loses once their group is not asserted any more.">
          <ConnectionLines connectionId={id} lines={lines} assignable={assignable} reason={reason} />
        </Card>
        {reason ? null : (
          <Card title="Try the mapping">
            <TryMapping connectionId={id} protocol={connection.protocol} />
          </Card>
        )}
      </ConnectionPart>
      <ConnectionPart part="provider">
        <Card title="What the provider’s form wants" description="To be copied there.">
          {connection.protocol === 'oidc' ? <ForTheirForm wanted={forTheirForm(facts.tenant.slug, id)} publicKey={connection.credential?.publicKey ?? null} withKey={connection.clientAuth === 'private_key_jwt'} /> : <ForTheirSamlForm wanted={forTheirSamlForm(facts.tenant.slug, id)} stored />}
        </Card>
      </ConnectionPart>
    </Page>
  )
}
