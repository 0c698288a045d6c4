import 'server-only'
import type { AdministratorStatus } from '@/lib/authz/grants'
import type { Cleared } from '@/lib/authz/cleared'
import { db, type Tx } from '@/lib/db/client'
import { AppError } from '@/lib/errors/app-error'
import { previewOf, type Previewed } from '@/lib/preview/refuse-other-preview'
import { personName } from '@/lib/format/person-name'
import { readDomain, storedDomain, type AllowedDomain } from './allowed-domains'

/** The list as it leaves the server; none in it: off. */
export interface DomainAllowlistView {
  domains: AllowedDomain[]
  version: number
}

/** Who has an address outside of a list: they are kept. */
export interface AllowlistImpact {
  outside: number
  /** the first of them, by domain */
  people: { id: string; name: string; email: string; status: AdministratorStatus }[]
}

const LISTED = 20

async function readList(tx: Tx, tenantId: string): Promise<DomainAllowlistView> {
  const { allowedDomains, domainAllowlistVersion } = await tx.tenant.findUniqueOrThrow({ where: { id: tenantId }, select: { allowedDomains: true, domainAllowlistVersion: true } })
  return { domains: allowedDomains.map(readDomain), version: domainAllowlistVersion }
}

export async function getDomainAllowlist({ actor }: Cleared<'domain-allowlist:read'>): Promise<DomainAllowlistView> {
  return readList(db() as unknown as Tx, actor.tenantId)
}

/** The domains that a new address may have, for whoever is about to bring one. */
export async function findAllowedDomains(tx: Tx, tenantId: string): Promise<AllowedDomain[]> {
  return (await readList(tx, tenantId)).domains
}

/** The list of an action, the tenant's row being locked. @throws AppError conflict with what stands there now */
export async function getDomainAllowlistForChange(tx: Tx, tenantId: string, version: number): Promise<DomainAllowlistView> {
  const current = await readList(tx, tenantId)
  if (current.version !== version) throw new AppError('conflict', { sentence: 'Somebody else changed the domain allowlist while you had it open. Nothing was saved.', details: { current } })
  return current
}

interface Outside { outside: number; id: string | null; given_name: string; family_name: string; email: string; status: AdministratorStatus }

/** Who would be outside of a list, with what stands for it. */
export async function previewAllowlist({ actor: { tenantId } }: Cleared<'domain-allowlist:read'>, domains: readonly AllowedDomain[]): Promise<Previewed<AllowlistImpact>> {
  return previewOf(aboutList(domains), await getAllowlistImpact(db() as unknown as Tx, tenantId, domains))
}

/** @returns what a preview of the list is about: the same for the same list, in whatever order it was written */
export function aboutList(domains: readonly AllowedDomain[]) {
  return { domains: domains.map(storedDomain).toSorted() }
}

/** Counted now: by the domains there are, of which there are few, and then by theirs alone. */
export async function getAllowlistImpact(tx: Tx, tenantId: string, domains: readonly AllowedDomain[]): Promise<AllowlistImpact> {
  if (domains.length === 0) return { outside: 0, people: [] }
  const named = domains.map(({ domain }) => domain)
  const above = domains.filter(({ subdomains }) => subdomains).map(({ domain }) => domain)
  const rows = await tx.$queryRaw<Outside[]>`
    WITH RECURSIVE domains AS (
      (SELECT split_part(email_key, '@', 2) AS domain FROM administrator WHERE tenant_id = ${tenantId}::uuid AND status <> 'deleted' ORDER BY 1 LIMIT 1)
      UNION ALL
      SELECT (SELECT split_part(a.email_key, '@', 2) FROM administrator a WHERE a.tenant_id = ${tenantId}::uuid AND a.status <> 'deleted' AND split_part(a.email_key, '@', 2) > d.domain ORDER BY 1 LIMIT 1)
      FROM domains d WHERE d.domain IS NOT NULL
    ), outside AS MATERIALIZED (
      SELECT domain FROM domains d WHERE d.domain <> ALL (${named}::text[]) AND NOT EXISTS (SELECT FROM unnest(${above}::text[]) AS up (name) WHERE right(d.domain, length(up.name) + 1) = '.' || up.name)
    ), first AS (
      SELECT a.* FROM (SELECT domain FROM outside ORDER BY domain LIMIT ${LISTED}) o CROSS JOIN LATERAL (
        SELECT a.id, a.given_name, a.family_name, a.email, a.status::text, o.domain, a.email_key FROM administrator a
        WHERE a.tenant_id = ${tenantId}::uuid AND a.status <> 'deleted' AND split_part(a.email_key, '@', 2) = o.domain ORDER BY a.email_key LIMIT ${LISTED}) a
      ORDER BY a.domain, a.email_key LIMIT ${LISTED}
    ), counted AS (
      SELECT count(*)::int AS outside FROM outside o JOIN administrator a ON a.tenant_id = ${tenantId}::uuid AND a.status <> 'deleted' AND split_part(a.email_key, '@', 2) = o.domain)
    SELECT c.outside, f.id, f.given_name, f.family_name, f.email, f.status FROM counted c LEFT JOIN first f ON true ORDER BY f.domain, f.email_key`
  return {
    outside: rows[0]?.outside ?? 0,
    people: rows.flatMap(({ id, given_name: givenName, family_name: familyName, email, status }) => (id === null ? [] : [{ id, name: personName({ givenName, familyName, email }), email, status }])),
  }
}

/** @returns the column of the tenant's row that holds the list */
export function asColumns(domains: readonly AllowedDomain[]) {
  return { allowedDomains: domains.map(storedDomain) }
}
