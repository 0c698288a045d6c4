/**
 * Two tenants, and in the first of them one person for each of the fourteen roles with nothing but that role, each signed in.
 * Workspace roles are held in one workspace and one organization; a second one of each lies beside it. Shared by the attacks of one worker.
 */
import type { RoleKey } from '../../lib/authz/policy'
import type { DisposableTenant } from '../../prisma/factories/disposable-tenant'
import type { Backstage } from '../helpers/start-backstage'
import { test as base } from '../fixtures'
import { makeWorld } from './make-world'

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

export const test = base.extend<{ proved: undefined }, { world: World }>({
  world: [async ({ backstage }, provide) => provide(await makeWorld(backstage)), { scope: 'worker' }],
  // All attacks of one worker together may take longer than a proof is fresh.
  proved: [
    async ({ world }, provide) => {
      await world.backstage('proveAgain', { tokens: Object.values(world.attackers).map(({ token }) => token) })
      await provide(undefined)
    },
    { auto: true },
  ],
})
