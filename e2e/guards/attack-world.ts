/**
 * Two tenants, and in the first of them one person for each of the fourteen roles with nothing but that role, each signed in.
 * Workspace roles are held in one workspace and one organization; a second one of each lies beside it. Shared by the attacks of one worker.
 */
import { ROLE_KEYS, ROLES, type RoleKey } from '../../lib/authz/policy'
import type { DisposableTenant } from '../../prisma/factories/disposable-tenant'
import type { Backstage } from '../helpers/start-backstage'
import { expect, test as base } from '../fixtures'

export interface Attacker {
  role: RoleKey
  id: string
  email: string
  /** a session that proved itself just now */
  token: string
  /** one that did so long ago */
  stale: string
}

/** Where what is attacked lies: in reach, in a place beside one's own, in another tenant. */
export type Side = 'own' | 'other place' | 'other tenant'

export interface World {
  backstage: Backstage
  home: DisposableTenant
  abroad: DisposableTenant
  attackers: Record<RoleKey, Attacker>
  places: Record<Side, Record<'workspace' | 'organization', string>>
  tenantOf: (side: Side) => DisposableTenant
  /** whether anything changed: one hash a table */
  fingerprint: () => Promise<Record<string, string>>
}

async function makeWorld(backstage: Backstage): Promise<World> {
  const [home, abroad] = [await backstage('newTenant'), await backstage('newTenant')]
  const newPlace = async (tenant: DisposableTenant, kind: 'workspace' | 'organization') => (await backstage('newPlace', { tenantId: tenant.id, kind })).id
  const bothIn = async (tenant: DisposableTenant) => ({ workspace: await newPlace(tenant, 'workspace'), organization: await newPlace(tenant, 'organization') })
  const places = { own: await bothIn(home), 'other place': await bothIn(home), 'other tenant': await bothIn(abroad) }
  const attackers: Partial<Record<RoleKey, Attacker>> = {}
  for (const role of ROLE_KEYS) {
    const inPlaces = [{ role: 'member' as const }, { role, scope: { type: 'workspace' as const, id: places.own.workspace } }, { role, scope: { type: 'organization' as const, id: places.own.organization } }]
    const { id, email } = await backstage('newPerson', { tenantId: home.id, grants: ROLES[role].reach === 'place' ? inPlaces : [{ role }] })
    // A Client Security Admin has powers only with a second factor.
    const session = { email, factor: role === 'client_security_admin' }
    attackers[role] = { role, id, email, token: await backstage('plantSession', session), stale: await backstage('plantSession', { ...session, fresh: false }) }
  }
  return {
    backstage, home, abroad, places,
    attackers: attackers as Record<RoleKey, Attacker>,
    tenantOf: (side) => (side === 'other tenant' ? abroad : home),
    fingerprint: async () => {
      const tenantIds = [home.id, abroad.id]
      await expect.poll(async () => backstage('unfinishedWork', { tenantIds }), { timeout: 30_000 }).toBe(0)
      return backstage('fingerprint', { tenantIds })
    },
  }
}

export const test = base.extend<object, { world: World }>({
  world: [async ({ backstage }, provide) => provide(await makeWorld(backstage)), { scope: 'worker' }],
})
