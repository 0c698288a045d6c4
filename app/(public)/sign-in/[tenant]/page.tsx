import type { Metadata } from 'next'
import { notFound, redirect } from 'next/navigation'
import { SignInPage } from '@/components/sign-in/sign-in-page'
import { currentSession } from '@/lib/authn/current-session'
import { safeRedirect } from '@/lib/authn/safe-redirect'
import { sentSessionToken } from '@/lib/authn/session-cookie'
import { findTenant } from '@/lib/sign-in/data'
import { rememberedConnection } from '@/lib/sign-in/remembered-way'
import { listFirstMethods } from '@/lib/sign-in-methods/data'
import { listShownConnections } from '@/lib/sso/data'
import { ssoFailureSentence } from '@/lib/sso/sso-failure'

export const metadata: Metadata = { title: 'Sign in' }

export default async function TenantSignIn({ params, searchParams }: { params: Promise<{ tenant: string }>; searchParams: Promise<Record<string, string | string[] | undefined>> }) {
  const tenant = await findTenant((await params).tenant)
  if (!tenant) notFound()
  const { next, sso } = await searchParams
  const facts = await currentSession(true)
  if (facts?.tenant.id === tenant.id) redirect(safeRedirect(next))
  return (
    <SignInPage
      tenant={tenant}
      next={typeof next === 'string' ? next : ''}
      signedInElsewhere={facts ? { email: facts.person.email, tenantName: facts.tenant.name } : null}
      sessionEnded={!facts && (await sentSessionToken()) !== undefined}
      methods={await listFirstMethods(tenant.id)}
      sso={{ connections: await listShownConnections(tenant.id), last: await rememberedConnection(), failure: ssoFailureSentence(sso) }}
    />
  )
}
