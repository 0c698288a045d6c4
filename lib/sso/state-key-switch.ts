import 'server-only'
import type { Cleared } from '@/lib/authz/cleared'
import { db, type Tx } from '@/lib/db/client'
import { previewOf, type Previewed } from '@/lib/preview/refuse-other-preview'
import { readOwners } from '@/lib/ways-in/data'
import { compareWays, type WaysInView } from '@/lib/ways-in/prove'
import { getConnectionForChange } from './connections-data'
import { findProofOfStaged, type Connection } from './staged-credential'

/** What putting the staged key of ours in use would do. */
export interface KeySwitchImpact {
  /** somebody came through it with that key just now: else it has to be proved again */
  proved: boolean
  /** people who are linked to it: none of them has to confirm anything */
  people: number
  /** domains that it is required of now, and then no more */
  released: string[]
  /** each owner's ways in: as it is, and then */
  ways: WaysInView
}

/** What it would do now, with what stands for exactly this; null where no key is staged. */
export async function previewKeySwitch({ actor: { tenantId, now, administratorId } }: Cleared<'sign-in:read'>, connectionId: string): Promise<Previewed<KeySwitchImpact> | null> {
  const tx = db() as unknown as Tx
  const staged = await tx.ssoCredential.count({ where: { tenantId, connectionId, kind: 'service_key', stage: 'next' } })
  return staged === 0 ? null : previewOf(aboutKeySwitch(connectionId), await getKeySwitchImpact(tx, { tenantId, now, administratorId }, await getConnectionForChange(tx, tenantId, connectionId)))
}

/** @returns what a preview of it is about */
export const aboutKeySwitch = (connectionId: string) => ({ what: 'switch-key', connectionId })

/** @param now epoch milliseconds @param administratorId who would do it */
export async function getKeySwitchImpact(tx: Tx, { tenantId, now, administratorId }: { tenantId: string; now: number; administratorId: string }, connection: Connection): Promise<KeySwitchImpact> {
  const { id, requiredSince, requiredUntil, requiredConfirmedAt } = connection
  const of = { tenantId, connectionId: id }
  const staged = await tx.ssoCredential.findMany({ where: { ...of, kind: 'service_key', stage: 'next' }, select: { createdAt: true } })
  const proved = (await findProofOfStaged(tx, { tenantId, now }, connection, staged, administratorId)) !== null
  const isRequired = requiredSince !== null && (requiredConfirmedAt !== null || requiredUntil!.getTime() > now)
  const bound = proved || !isRequired ? [] : await tx.ssoConnectionDomain.findMany({ where: { ...of, OR: [{ provedAt: { not: null } }, { confirmedAt: { not: null } }] }, select: { domain: true }, orderBy: { domain: 'asc' } })
  const { world } = await readOwners(tx, tenantId)
  const after = proved ? world : { ...world, connections: world.connections.map((one) => (one.id === id ? { ...one, proven: false, required: null } : one)) }
  return { proved, people: await tx.ssoIdentity.count({ where: of }), released: bound.map(({ domain }) => domain), ways: compareWays(world, after) }
}
