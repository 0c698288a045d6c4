import { setTimeout as pause } from 'node:timers/promises'
import { ROLE_KEYS, ROLES, type RoleKey } from '../../lib/authz/policy'
import type { DisposableTenant } from '../../prisma/factories/disposable-tenant'
import type { Backstage } from '../helpers/start-backstage'
import type { Attacker, World } from './attack-world'

/** Makes it anew, whoever runs the test. */
export async function makeWorld(backstage: Backstage): Promise<World> {
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
      // Work that an attack handed to the queue goes on for a moment.
      while ((await backstage('unfinishedWork', { tenantIds })) > 0) await pause(50)
      return backstage('fingerprint', { tenantIds })
    },
  }
}
