import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { ChooseTenant } from '@/components/sign-in/choose-tenant'
import { sentSessionToken } from '@/lib/authn/session-cookie'
import { paths } from '@/lib/paths'
import { findTenant, guessTenant } from '@/lib/sign-in/data'

export const metadata: Metadata = { title: 'Reset your password' }

/** Leads to the page of the tenant that is meant. */
export default async function ForgotPasswordWithoutTenant({ searchParams }: { searchParams: Promise<Record<string, string | string[] | undefined>> }) {
  const { tenant: asked } = await searchParams
  const wanted = typeof asked === 'string' ? asked.trim().toLowerCase() : null
  const tenant = wanted === null ? await guessTenant(await sentSessionToken()) : await findTenant(wanted)
  if (tenant) redirect(paths.forgotPassword(tenant.slug))
  return <ChooseTenant action={paths.forgotPassword()} title="Reset your password" unknown={wanted} next="" />
}
