import 'server-only'
import type { Work } from '@/lib/actions/work'
import { actorName, listOwners } from '@/lib/administrators/tell-owners'
import type { Cleared } from '@/lib/authz/cleared'
import { db, type Tx } from '@/lib/db/client'
import { AppError } from '@/lib/errors/app-error'
import { queueMail } from '@/lib/mail/queue-mail'
import { getConnectionForChange } from './connections-data'

/** Who proves a connection in the place of whoever edits it, and who could. */
export interface ProverView {
  proverId: string | null
  /** the other active Client Owners */
  owners: { id: string; name: string }[]
}

/** @returns whom the one who looks could name, and who is named */
export async function getProver({ actor: { tenantId, administratorId } }: Cleared<'sign-in:read'>, connectionId: string): Promise<ProverView> {
  const tx = db() as unknown as Tx
  const [connection, owners] = [await tx.ssoConnection.findUnique({ where: { tenantId_id: { tenantId, id: connectionId } }, select: { proverId: true } }), await listOwners({ tx, tenantId })]
  return { proverId: connection?.proverId ?? null, owners: owners.filter(({ id }) => id !== administratorId).map(({ id, name }) => ({ id, name })) }
}

/**
 * Names the Client Owner whose round trip counts for whoever requires the connection (sign-in.md, "prove it first"), and asks them by mail.
 * Call it under the tenant's lock. @param proverId null: nobody any more @throws AppError conflict · invalid_input · wrong_state
 */
export async function nameProver(work: Work, { connectionId, version, proverId }: { connectionId: string; version: number; proverId: string | null }): Promise<{ version: number }> {
  const { tx, tenantId, actor, facts, now, record } = work
  const before = await getConnectionForChange(tx, tenantId, connectionId, version)
  if (before.proverId === proverId) throw new AppError('wrong_state', { reason: 'unchanged', sentence: 'This is so already.' })
  const owner = proverId === null ? null : (await listOwners(work)).find(({ id }) => id === proverId)
  if (owner === undefined || proverId === actor.administratorId) throw new AppError('invalid_input', { fields: { proverId: 'Name another Client Owner who is active.' } })
  await tx.ssoConnection.update({ where: { tenantId_id: { tenantId, id: connectionId } }, data: { proverId, version: version + 1 } })
  if (owner) {
    await queueMail(tx, {
      tenantId, administratorId: owner.id, to: owner.email, now, dedupKey: `sso-prove:${tenantId}:${connectionId}:${owner.id}`,
      letter: { name: 'sso_proof_wanted', tenantName: facts.tenant.name, recipientName: owner.name, by: actorName(work), connectionId, connection: before.name },
    })
  }
  record({ target: { type: 'sso_connection', id: connectionId }, ...(owner ? { affectedId: owner.id } : {}), before: { prover: before.proverId }, after: { prover: proverId } })
  return { version: version + 1 }
}
