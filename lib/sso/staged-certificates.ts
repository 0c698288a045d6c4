import 'server-only'
import type { Work } from '@/lib/actions/work'
import { AppError } from '@/lib/errors/app-error'
import { getConnectionForChange } from './connections-data'
import { restLinesOnEditor } from './mapping-lines'
import { certificatesOf, storeCertificates } from './save-saml-connection'
import { dropStaged, replaceByStaged } from './staged-credential'

const target = (id: string) => ({ target: { type: 'sso_connection', id } })

interface OfConnection { connectionId: string; version: number }
const provider = ({ tenantId }: Work, connectionId: string) => ({ tenantId, connectionId, kind: 'provider_certificate' as const })

async function getSaml({ tx, tenantId }: Work, { connectionId, version }: OfConnection) {
  const row = await getConnectionForChange(tx, tenantId, connectionId, version)
  if (row.protocol !== 'saml') throw new AppError('not_found')
  return row
}

/** Keeps certificates that the provider is to sign with: believed by nobody yet but whoever proves them. @throws AppError conflict · invalid_input · already_exists */
export async function stageCertificates(work: Work, { connectionId, version, certificates }: OfConnection & { certificates: string }): Promise<void> {
  const { tx, tenantId, record } = work
  await getSaml(work, { connectionId, version })
  const staged = certificatesOf(certificates)
  if ((await tx.ssoCredential.count({ where: { tenantId: work.tenantId, connectionId, kind: 'service_key', stage: 'next' } })) > 0) throw new AppError('wrong_state', { reason: 'key_staged', sentence: 'A key of ours is staged. Put it in use or discard it first: a round trip proves one of them at a time.' })
  const current = await tx.ssoCredential.findMany({ where: { ...provider(work, connectionId), stage: 'current' }, select: { fingerprint: true } })
  if (staged.some(({ fingerprint }) => current.some((one) => one.fingerprint === fingerprint))) throw new AppError('invalid_input', { fields: { certificates: 'One of them is in use already.' } })
  await tx.ssoCredential.deleteMany({ where: { ...provider(work, connectionId), stage: 'next' } })
  await storeCertificates(work, connectionId, staged, 'next')
  await tx.ssoConnection.update({ where: { tenantId_id: { tenantId, id: connectionId } }, data: { version: version + 1 } })
  record({ ...target(connectionId), after: { staged: staged.map(({ fingerprint }) => fingerprint).toSorted() } })
}

/** Takes back what is staged. @throws AppError conflict · wrong_state */
export async function dropStagedCertificates(work: Work, of: OfConnection): Promise<void> {
  return dropStaged(work, await getSaml(work, of), 'provider_certificate')
}

/** Puts staged certificates in use. Whoever is linked says so anew, and lines beyond the editor pause, because what speaks for them is new; see replaceByStaged(). @throws AppError conflict · wrong_state */
export async function replaceCertificates(work: Work, of: OfConnection): Promise<{ proved: boolean; released: boolean }> {
  const replaced = await replaceByStaged(work, await getSaml(work, of), 'provider_certificate')
  await restLinesOnEditor(work, of.connectionId)
  return replaced
}
