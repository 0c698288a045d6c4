import 'server-only'
import type { Work } from '@/lib/actions/work'
import { AppError } from '@/lib/errors/app-error'
import { readCertificates, type CertificateFacts } from '@/lib/saml/certificates'
import { getConnectionForChange } from './connections-data'
import { restLinesOnEditor } from './mapping-lines'
import type { SamlSettings } from './saml-schema'
import { placeForConnection } from './save-connection'
import { storeServiceKey } from './service-key'

const target = (id: string) => ({ target: { type: 'sso_connection', id } })

function columnsOf({ name, entityId, signOnUrl, signOnBinding, metadataUrl, signRequests, responseMustBeSigned, emailClaim, givenNameClaim, familyNameClaim, groupsClaim, trustedMfaValues }: SamlSettings) {
  return { name, entityId, signOnUrl, signOnBinding, metadataUrl: metadataUrl === '' ? null : metadataUrl, signRequests, responseMustBeSigned, emailClaim, givenNameClaim, familyNameClaim, groupsClaim, trustedMfaValues: [...new Set(trustedMfaValues)] }
}

/** What the audit keeps; of certificates their fingerprints. */
const detailOf = (settings: SamlSettings, certificates: readonly { fingerprint: string }[]) => ({ ...columnsOf(settings), protocol: 'saml', certificates: certificates.map(({ fingerprint }) => fingerprint).toSorted() })

/** @throws AppError invalid_input */
export function certificatesOf(text: string): CertificateFacts[] {
  const certificates = readCertificates(text)
  if (!certificates) throw new AppError('invalid_input', { fields: { certificates: 'Paste one to four certificates as PEM, each with an RSA key of at least 2048 bits.' } })
  return certificates
}

/** Adds a SAML connection, with a key of ours. Call it under the tenant's lock. @throws AppError already_exists · invalid_input · wrong_state */
export async function createSamlConnection(work: Work, connectionId: string, settings: SamlSettings, serviceKey: string): Promise<{ connectionId: string }> {
  const { tx, tenantId, actor, record } = work
  const certificates = certificatesOf(settings.certificates)
  const position = await placeForConnection(work, settings.name, connectionId)
  await tx.ssoConnection.create({ data: { tenantId, id: connectionId, protocol: 'saml', position, createdById: actor.administratorId, subjectClaims: ['NameID'], ...columnsOf(settings) } })
  await storeCertificates(work, connectionId, certificates, 'current')
  await storeServiceKey(work, connectionId, serviceKey, 'current')
  record({ ...target(connectionId), after: detailOf(settings, certificates) })
  return { connectionId }
}

/** Stores certificates of the provider; nothing else of theirs is kept. */
export async function storeCertificates({ tx, tenantId, actor, now }: Work, connectionId: string, certificates: readonly CertificateFacts[], stage: 'current' | 'next'): Promise<void> {
  await tx.ssoCredential.createMany({
    data: certificates.map(({ pem, fingerprint, startsAt, expiresAt }) => ({ tenantId, connectionId, kind: 'provider_certificate' as const, stage, publicPart: pem, fingerprint, startsAt, expiresAt, createdAt: new Date(now), createdById: actor.administratorId })),
  })
}

/**
 * Changes a SAML connection. Where what it is believed by changes (name, address or certificates of the provider), it is required no more until it is
 * proved again, and whoever is linked says so anew.
 * @throws AppError conflict · not_found · invalid_input
 */
export async function updateSamlConnection(work: Work, { connectionId, version }: { connectionId: string; version: number }, settings: SamlSettings): Promise<{ version: number; released: boolean }> {
  const { tx, tenantId, record } = work
  const before = await getConnectionForChange(tx, tenantId, connectionId, version)
  if (before.protocol !== 'saml') throw new AppError('not_found')
  const wanted = certificatesOf(settings.certificates)
  await placeForConnection(work, settings.name, connectionId, true)
  const of = { tenantId, connectionId, kind: 'provider_certificate' as const }
  const had = await tx.ssoCredential.findMany({ where: of, select: { id: true, fingerprint: true, stage: true } })
  const [stays, isNew] = [new Set(wanted.map(({ fingerprint }) => fingerprint)), wanted.filter(({ fingerprint }) => !had.some((one) => one.fingerprint === fingerprint && one.stage === 'current'))]
  await tx.ssoConnection.update({ where: { tenantId_id: { tenantId, id: connectionId } }, data: { ...columnsOf(settings), version: version + 1 } })
  // One that was staged and is written here is in use from now on.
  await tx.ssoCredential.deleteMany({ where: { ...of, OR: [{ stage: 'current', fingerprint: { notIn: [...stays] } }, { stage: 'next', fingerprint: { in: [...stays] } }] } })
  await storeCertificates(work, connectionId, isNew, 'current')
  const trusted = new Set(settings.trustedMfaValues)
  if (before.trustedMfaValues.some((value) => !trusted.has(value))) await tx.session.updateMany({ where: { tenantId, ssoConnectionId: connectionId, factorUsedKind: 'sso', endedAt: null }, data: { factorUsedAt: null, factorUsedKind: null } })
  const speaksAnew = settings.entityId !== before.entityId || settings.groupsClaim !== before.groupsClaim || isNew.length > 0
  const linesPaused = speaksAnew ? await restLinesOnEditor(work, connectionId) : 0
  const after = await tx.ssoConnection.findUniqueOrThrow({ where: { tenantId_id: { tenantId, id: connectionId } } })
  const said = { ...settings, ...before, entityId: before.entityId!, signOnUrl: before.signOnUrl!, signOnBinding: before.signOnBinding as SamlSettings['signOnBinding'], metadataUrl: before.metadataUrl ?? '' }
  record({ ...target(connectionId), before: detailOf(said, had.filter(({ stage }) => stage === 'current')), after: { ...detailOf(settings, wanted), ...(linesPaused > 0 ? { linesPaused } : {}) } })
  return { version: after.version, released: before.requiredSince !== null && after.requiredSince === null }
}
