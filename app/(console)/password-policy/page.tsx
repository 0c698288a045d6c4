import type { Metadata } from 'next'
import { AskLink } from '@/components/guard/ask-link'
import { reasonOf } from '@/components/guard/reason-of'
import { RefusedPage } from '@/components/guard/refused-page'
import { PasswordPolicyForm } from '@/components/password-policy/password-policy-form'
import { Page } from '@/components/shell/page'
import { RefreshOn } from '@/components/shell/refresh-on'
import { Time } from '@/components/shell/time'
import { Callout } from '@/components/ui/callout'
import { Card } from '@/components/ui/card'
import { PageHeader } from '@/components/ui/page-header'
import { TextLink } from '@/components/ui/text-link'
import { WaysInCard } from '@/components/ways-in/ways-in-card'
import { openPage } from '@/lib/authz/access'
import { can } from '@/lib/authz/can'
import { readViewer } from '@/lib/format/viewer'
import { previewExpiry, getPasswordPolicy } from '@/lib/password-policy/data'
import { paths } from '@/lib/paths'
import { listFirstMethods } from '@/lib/sign-in-methods/data'
import { findWaysIn } from '@/lib/ways-in/data'

export const metadata: Metadata = { title: 'Password policy' }

export default async function PasswordPolicyPage() {
  const access = await openPage('password-policy:read')
  if ('refusal' in access) return <RefusedPage refusal={access.refusal} homeHref={paths.home} />
  const { cleared, facts: { actor, person, tenant } } = access
  const [policy, ways, { zone }, methods] = await Promise.all([getPasswordPolicy(cleared), findWaysIn(actor), readViewer(), listFirstMethods(tenant.id)])
  const impact = await previewExpiry(cleared, policy.expiryDays)
  const reason = reasonOf(can(actor, 'password-policy:manage'))
  return (
    <Page>
      <RefreshOn topics={['roles']} />
      <PageHeader title="Password policy" description="What a password must be, wherever one is set." />
      {reason ? (
        <Callout tone="neutral" title="You can read this policy." actions={<AskLink asked={{ permission: 'password-policy:manage' }} />}>
          {reason}
        </Callout>
      ) : null}
      {methods.includes('password') ? null : (
        <Callout tone="neutral" title="Nobody signs in with a password now." actions={<TextLink href={paths.signInAndSso}>Sign-in and SSO</TextLink>}>
          Passwords are not among the methods. This policy counts again once they are.
        </Callout>
      )}
      <Card title="Policy" description={policy.askedAt === null ? null : <>Everybody was last asked for a new password <Time at={policy.askedAt} now={actor.now} zone={zone} />.</>}>
        <PasswordPolicyForm stored={policy} impact={impact} reason={reason} context={{ givenName: person.givenName, familyName: person.familyName, email: person.email, tenantName: tenant.name }} />
      </Card>
      {ways ? <WaysInCard ways={ways} /> : null}
    </Page>
  )
}
