import 'server-only'
import type { Work } from '@/lib/actions/work'
import { AppError } from '@/lib/errors/app-error'
import { refuseOtherPreview } from '@/lib/preview/refuse-other-preview'
import { getConnectionForChange } from './connections-data'
import { storeServiceKey } from './service-key'
import { dropStaged, findProofOfStaged, nothingStaged, type Connection } from './staged-credential'
import { aboutKeySwitch, getKeySwitchImpact } from './state-key-switch'

const target = (id: string) => ({ target: { type: 'sso_connection', id } })

interface OfConnection { connectionId: string; version: number }

async function getSaml({ tx, tenantId }: Work, { connectionId, version }: OfConnection) {
  const row = await getConnectionForChange(tx, tenantId, connectionId, version)
  if (row.protocol !== 'saml') throw new AppError('not_found')
  return row
}

/**
 * Keeps a new key of ours beside the one in use: our metadata shows both, and what is encrypted for either is opened. Nothing is signed with it but
 * the round trip that proves it.
 * @param key PEM, as makeServiceKey() made it @throws AppError conflict · wrong_state
 */
export async function stageServiceKey(work: Work, of: OfConnection, key: string): Promise<void> {
  const { tx, tenantId, record } = work
  const { id: connectionId, version } = await getSaml(work, of)
  const others = await tx.ssoCredential.findMany({ where: { tenantId, connectionId, OR: [{ kind: 'provider_certificate', stage: 'next' }, { kind: 'service_key', stage: 'previous' }] }, select: { stage: true } })
  if (others.some(({ stage }) => stage === 'previous')) throw new AppError('wrong_state', { reason: 'previous_kept', sentence: 'The key before this one is still kept. Drop it first.' })
  if (others.length > 0) throw new AppError('wrong_state', { reason: 'certificates_staged', sentence: 'Certificates of the provider are staged. Put them in use or discard them first: a round trip proves one of them at a time.' })
  await tx.ssoCredential.deleteMany({ where: { tenantId, connectionId, kind: 'service_key', stage: 'next' } })
  const fingerprint = await storeServiceKey(work, connectionId, key, 'next')
  await tx.ssoConnection.update({ where: { tenantId_id: { tenantId, id: connectionId } }, data: { version: version + 1 } })
  record({ ...target(connectionId), after: { staged: [fingerprint] } })
}

/** Takes back what is staged. @throws AppError conflict · wrong_state */
export async function dropStagedServiceKey(work: Work, of: OfConnection): Promise<void> {
  return dropStaged(work, await getSaml(work, of), 'service_key')
}

/**
 * Signs with the staged key from now on; the one before still opens what is encrypted for it, until it is dropped. With a round trip through the new
 * one, within the hour, the connection stays proved, and required where it was; without, it has to be proved again. Who is linked stays so: by a key of ours nobody is believed.
 * @param previewed what stands for the preview of what it would do
 * @throws AppError conflict, also with what it would do now · wrong_state
 */
export async function switchServiceKey(work: Work, { previewed, ...of }: OfConnection & { previewed: string }): Promise<{ proved: boolean; released: boolean }> {
  const { tx, tenantId, actor, now, record } = work
  const before = await getSaml(work, of)
  const { id: connectionId, version, materialVersion, requiredSince } = before
  const whose = { tenantId, connectionId, kind: 'service_key' as const }
  const all = await tx.ssoCredential.findMany({ where: whose, select: { stage: true, fingerprint: true, createdAt: true } })
  const staged = all.filter(({ stage }) => stage === 'next')
  if (staged.length === 0) throw nothingStaged()
  const when = { tenantId, now, administratorId: actor.administratorId }
  refuseOtherPreview(previewed, aboutKeySwitch(connectionId), await getKeySwitchImpact(tx, when, before))
  await tx.ssoCredential.updateMany({ where: { ...whose, stage: 'current' }, data: { stage: 'previous' } })
  await tx.ssoCredential.updateMany({ where: { ...whose, stage: 'next' }, data: { stage: 'current', warnedDays: null } })
  const proof = await findProofOfStaged(tx, when, before, staged, actor.administratorId)
  await tx.ssoConnection.update({ where: { tenantId_id: { tenantId, id: connectionId } }, data: { version: version + 1 } })
  // Whoever is on the way to prove it set out with the key before.
  await tx.ssoRequest.deleteMany({ where: { tenantId, connectionId, purpose: 'prove', answerSealed: null } })
  if (proof) await tx.ssoProof.create({ data: { tenantId, connectionId, materialVersion, administratorId: proof.administratorId!, sessionId: proof.sessionId!, at: proof.answeredAt! } })
  else await askForProof(work, before)
  const fingerprints = (wanted: 'current' | 'next') => all.filter(({ stage }) => stage === wanted).map(({ fingerprint }) => fingerprint)
  record({ ...target(connectionId), before: { inUse: fingerprints('current') }, after: { inUse: fingerprints('next'), proved: proof !== null } })
  return { proved: proof !== null, released: proof === null && requiredSince !== null }
}

/** It is made of something else now, and proved by nobody: required no more. What it is believed by is the same, so that whoever is linked, or on the way, stays so. */
async function askForProof({ tx, tenantId }: Work, { id: connectionId, materialVersion }: Connection): Promise<void> {
  const after = materialVersion + 1
  await tx.ssoConnection.update({ where: { tenantId_id: { tenantId, id: connectionId } }, data: { materialVersion: after } })
  await tx.ssoIdentity.updateMany({ where: { tenantId, connectionId, vouchedMaterial: materialVersion }, data: { vouchedMaterial: after } })
  await tx.ssoRequest.updateMany({ where: { tenantId, connectionId, materialVersion, purpose: { not: 'prove' } }, data: { materialVersion: after } })
  await tx.ssoPendingLink.updateMany({ where: { tenantId, connectionId, materialVersion }, data: { materialVersion: after } })
}

/** Forgets the key before: what is still encrypted for it is opened no more. @throws AppError conflict · wrong_state */
export async function dropPreviousServiceKey(work: Work, of: OfConnection): Promise<void> {
  const { tx, tenantId, record } = work
  const { id: connectionId, version } = await getSaml(work, of)
  const which = { tenantId, connectionId, kind: 'service_key' as const, stage: 'previous' as const }
  const kept = await tx.ssoCredential.findMany({ where: which, select: { fingerprint: true } })
  if (kept.length === 0) throw new AppError('wrong_state', { reason: 'unchanged', sentence: 'No key from before is kept.' })
  await tx.ssoCredential.deleteMany({ where: which })
  await tx.ssoConnection.update({ where: { tenantId_id: { tenantId, id: connectionId } }, data: { version: version + 1 } })
  record({ ...target(connectionId), before: { kept: kept.map(({ fingerprint }) => fingerprint) } })
}
