import 'server-only'
import type { Work } from '@/lib/actions/work'
import type { Tx } from '@/lib/db/client'
import { AppError } from '@/lib/errors/app-error'
import type { getConnectionForChange } from './connections-data'

/** How long a round trip with what is staged counts for putting it in use. */
const PROOF_MS = 60 * 60 * 1000
const target = (id: string) => ({ target: { type: 'sso_connection', id } })

export type Connection = Awaited<ReturnType<typeof getConnectionForChange>>
type Kind = 'provider_certificate' | 'client_secret' | 'client_key'

export const nothingStaged = () => new AppError('wrong_state', { reason: 'unchanged', sentence: 'Nothing is staged.' })

/** Takes back what is staged. @param before as it was found for this change @throws AppError wrong_state */
export async function dropStaged({ tx, tenantId, record }: Work, { id, version }: Connection, kind: Kind | 'service_key'): Promise<void> {
  const { count } = await tx.ssoCredential.deleteMany({ where: { tenantId, connectionId: id, kind, stage: 'next' } })
  if (count === 0) throw nothingStaged()
  await tx.ssoConnection.update({ where: { tenantId_id: { tenantId, id } }, data: { version: version + 1 } })
  record({ ...target(id), after: { staged: [] } })
}

/** @returns the round trip with exactly what is staged, within the hour, by this person or by the owner who was named for it; null where there was none */
export async function findProofOfStaged(tx: Tx, { tenantId, now }: { tenantId: string; now: number }, { id: connectionId, proverId, materialVersion }: Connection, staged: readonly { createdAt: Date }[], administratorId: string) {
  const newest = new Date(Math.max(...staged.map(({ createdAt }) => createdAt.getTime())))
  return tx.ssoRequest.findFirst({
    where: { tenantId, connectionId, purpose: 'prove', withNext: true, administratorId: { in: [administratorId, ...(proverId ? [proverId] : [])] }, answerSealed: { not: null }, materialVersion, createdAt: { gte: newest }, answeredAt: { gt: new Date(now - PROOF_MS) } },
    orderBy: { answeredAt: 'desc' }, select: { administratorId: true, sessionId: true, answeredAt: true },
  })
}

/**
 * Puts what is staged in the place of what is in use. With a round trip through it, within the hour, by the one who asks or by the owner who was
 * named for it, it stays proved, and required where it was; without, it has to be proved again.
 * @param before as it was found for this change @throws AppError wrong_state
 */
export async function replaceByStaged({ tx, tenantId, actor, now, record }: Work, before: Connection, kind: Kind): Promise<{ proved: boolean; released: boolean }> {
  const { id: connectionId, version } = before
  const of = { tenantId, connectionId, kind }
  const all = await tx.ssoCredential.findMany({ where: of, select: { id: true, stage: true, fingerprint: true, createdAt: true } })
  const staged = all.filter(({ stage }) => stage === 'next')
  if (staged.length === 0) throw nothingStaged()
  const proof = await findProofOfStaged(tx, { tenantId, now }, before, staged, actor.administratorId)
  await tx.ssoCredential.deleteMany({ where: { ...of, stage: 'current' } })
  await tx.ssoCredential.updateMany({ where: { ...of, stage: 'next' }, data: { stage: 'current', warnedDays: null } })
  const { materialVersion } = await tx.ssoConnection.findUniqueOrThrow({ where: { tenantId_id: { tenantId, id: connectionId } }, select: { materialVersion: true } })
  const kept = proof && (await tx.ssoProof.create({ data: { tenantId, connectionId, materialVersion, administratorId: proof.administratorId!, sessionId: proof.sessionId!, at: proof.answeredAt! }, select: { id: true } }))
  const { requiredSince, requiredUntil, requiredById, requiredConfirmedAt, requiredConfirmedSessionId } = before
  const still = kept && requiredSince && (requiredConfirmedAt || requiredUntil!.getTime() > now) ? { requiredProofId: kept.id, requiredSince, requiredUntil, requiredById, requiredConfirmedAt, requiredConfirmedSessionId } : {}
  await tx.ssoConnection.update({ where: { tenantId_id: { tenantId, id: connectionId } }, data: { version: version + 1, ...still } })
  const fingerprints = (stage: 'current' | 'next') => all.filter((one) => one.stage === stage).map(({ fingerprint }) => fingerprint).toSorted()
  record({ ...target(connectionId), before: { inUse: fingerprints('current') }, after: { inUse: fingerprints('next'), proved: proof !== null } })
  return { proved: proof !== null, released: requiredSince !== null && !('requiredProofId' in still) }
}
