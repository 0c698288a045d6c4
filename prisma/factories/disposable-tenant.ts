import { randomBytes } from 'node:crypto'
import { hashPassword, type StoredPassword } from '@/lib/authn/password-hash'
import { db } from '@/lib/db/client'
import { CAST } from './cast'
import { DEMO_PASSWORD, storeTenant } from './store-cast'

export interface DisposableTenant {
  id: string
  slug: string
  name: string
  /** of everybody who could sign in */
  password: string
  /** by given name in lower case: olivia, oscar, adam … as in the cast */
  people: Record<string, { id: string; email: string; name: string }>
  /** ids by slug: payments, ledger, northwind */
  workspaces: Record<string, string>
  organizations: Record<string, string>
}

// One hash for all of them: a test's tenant is there for its roles, and hashing is slow by design.
let hash: Promise<StoredPassword> | undefined

/** A tenant of its own for one test, with the whole cast of Acme: `olivia@<slug>.example`, `adam@<slug>.example` and so on. */
export async function disposableTenant(): Promise<DisposableTenant> {
  const model = CAST[0]!
  const slug = `t-${randomBytes(6).toString('hex')}`
  const tenant = { ...model, slug, name: `Tenant ${slug.slice(2)}` }
  const password = await (hash ??= hashPassword(DEMO_PASSWORD))
  // On a busy machine the first statements of a process take longer than a change of the product may.
  await db().$transaction(async (tx) => storeTenant(tx, tenant, new Map(tenant.people.filter(({ status }) => status !== 'new').map((member) => [member, password]))), { timeout: 30_000, maxWait: 10_000 })
  const { id } = await db().tenant.findUniqueOrThrow({ where: { slug }, select: { id: true } })
  const [people, workspaces, organizations] = await Promise.all([
    db().administrator.findMany({ where: { tenantId: id }, select: { id: true, email: true, givenName: true, familyName: true } }),
    db().workspace.findMany({ where: { tenantId: id }, select: { id: true, slug: true } }),
    db().organization.findMany({ where: { tenantId: id }, select: { id: true, slug: true } }),
  ])
  return {
    id, slug, name: tenant.name, password: DEMO_PASSWORD,
    people: Object.fromEntries(people.map((person) => [person.givenName.toLowerCase(), { id: person.id, email: person.email, name: `${person.givenName} ${person.familyName}` }])),
    workspaces: Object.fromEntries(workspaces.map((place) => [place.slug, place.id])),
    organizations: Object.fromEntries(organizations.map((place) => [place.slug, place.id])),
  }
}
