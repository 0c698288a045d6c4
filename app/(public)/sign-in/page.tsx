import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { ChooseTenant } from '@/components/sign-in/choose-tenant'
import { currentSession } from '@/lib/authn/current-session'
import { safeRedirect } from '@/lib/authn/safe-redirect'
import { sentSessionToken } from '@/lib/authn/session-cookie'
import { paths } from '@/lib/paths'
import { findTenant, guessTenant } from '@/lib/sign-in/data'

export const metadata: Metadata = { title: 'Sign in' }

/** Leads to a tenant's own sign-in: the one asked for, the one this browser was last signed in to, else the deployment's. */
export default async function SignInWithoutTenant({ searchParams }: { searchParams: Promise<Record<string, string | string[] | undefined>> }) {
  const { next, tenant: asked } = await searchParams
  const goOn = typeof next === 'string' ? next : ''
  if (await currentSession(true)) redirect(safeRedirect(next))
  const wanted = typeof asked === 'string' ? asked.trim().toLowerCase() : null
  const tenant = wanted === null ? await guessTenant(await sentSessionToken()) : await findTenant(wanted)
  if (tenant) redirect(paths.signIn(tenant.slug, goOn))
  return <ChooseTenant action={paths.signIn()} title="Sign in" unknown={wanted} next={goOn} />
}
