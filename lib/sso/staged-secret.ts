import 'server-only'
import type { Work } from '@/lib/actions/work'
import { AppError } from '@/lib/errors/app-error'
import { fingerprintOf, storeClientCredential } from './client-credential'
import { getConnectionForChange } from './connections-data'
import { dropStaged, replaceByStaged } from './staged-credential'

interface OfConnection { connectionId: string; version: number }

async function getOidc({ tx, tenantId }: Work, { connectionId, version }: OfConnection) {
  const row = await getConnectionForChange(tx, tenantId, connectionId, version)
  if (row.protocol !== 'oidc') throw new AppError('not_found')
  return { row, kind: row.clientAuth === 'private_key_jwt' ? ('client_key' as const) : ('client_secret' as const) }
}

/** Keeps the secret, or a new key of our own, that is to follow the one in use: nothing is signed in with it yet. @throws AppError conflict · invalid_input */
export async function stageSecret(work: Work, { connectionId, version, secret, secretExpires }: OfConnection & { secret: string; secretExpires: string }): Promise<void> {
  const { tx, tenantId, record } = work
  const { kind } = await getOidc(work, { connectionId, version })
  if (kind === 'client_secret' && secret === '') throw new AppError('invalid_input', { fields: { secret: 'Write the client secret that the provider gave you.' } })
  const of = { tenantId, connectionId }
  if ((await tx.ssoCredential.count({ where: { ...of, kind, stage: 'current', fingerprint: fingerprintOf(secret) } })) > 0) throw new AppError('invalid_input', { fields: { secret: 'This one is in use already.' } })
  await tx.ssoCredential.deleteMany({ where: { ...of, kind, stage: 'next' } })
  await storeClientCredential(work, { connectionId, kind, stage: 'next', secret, ends: secretExpires })
  await tx.ssoConnection.update({ where: { tenantId_id: { tenantId, id: connectionId } }, data: { version: version + 1 } })
  record({ target: { type: 'sso_connection', id: connectionId }, after: { staged: kind } })
}

/** Takes back what is staged. @throws AppError conflict · wrong_state */
export async function dropStagedSecret(work: Work, of: OfConnection): Promise<void> {
  const { row, kind } = await getOidc(work, of)
  return dropStaged(work, row, kind)
}

/** Puts what is staged in use; see replaceByStaged(). @throws AppError conflict · wrong_state */
export async function replaceSecret(work: Work, of: OfConnection): Promise<{ proved: boolean; released: boolean }> {
  const { row, kind } = await getOidc(work, of)
  return replaceByStaged(work, row, kind)
}
