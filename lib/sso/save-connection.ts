import 'server-only'
import type { Work } from '@/lib/actions/work'
import { refuseLosingLastOwner } from '@/lib/administrators/last-owner'
import type { Tx } from '@/lib/db/client'
import { AppError } from '@/lib/errors/app-error'
import { cutShort } from '@/lib/pim/cut-short'
import { refuseOtherPreview } from '@/lib/preview/refuse-other-preview'
import { tellHolders } from '@/lib/places/end-grants-of-place'
import { outboundCause } from './begin-trip'
import { endOf, storeClientCredential } from './client-credential'
import { getConnectionForChange } from './connections-data'
import { restLinesOnEditor } from './mapping-lines'
import { discover } from './oidc-configuration'
import type { ConnectionSettings } from './schema'
import { aboutEnding, getEndingImpact } from './state-ending'
import { endedEntry } from './sync-roles'

const MOST = 20
const target = (id: string) => ({ target: { type: 'sso_connection', id } })

/** Asks a provider whether it is one, before anything is stored. @returns what is wrong, to be said only to whoever may change it */
export async function checkIssuer(issuer: string): Promise<AppError | null> {
  try {
    return (await discover(issuer)).length > 0 ? null : badIssuer('This provider signs ID tokens with neither RS256 nor ES256.')
  } catch (error) {
    return badIssuer(outboundCause(error)?.sentence ?? 'What answers there is no OpenID provider of exactly this issuer.')
  }
}

const badIssuer = (sentence: string) => new AppError('invalid_input', { fields: { issuer: sentence }, sentence: 'The issuer could not be used. Nothing was saved.' })

function columnsOf({ name, issuer, clientId, clientAuth, scopes, subject, emailClaim, givenNameClaim, familyNameClaim, groupsClaim, trustedMfaValues }: ConnectionSettings) {
  return { name, issuer, clientId, clientAuth, scopes: [...new Set(scopes)], subjectClaims: subject.split(','), emailClaim, givenNameClaim, familyNameClaim, groupsClaim, trustedMfaValues: [...new Set(trustedMfaValues)] }
}

/** What the audit keeps: everything but the secret, of which only that it is new. */
const detailOf = (settings: ConnectionSettings, newSecret: boolean) => ({ ...columnsOf(settings), protocol: 'oidc', ...(newSecret ? { newSecret } : {}) })

/** Adds a connection. It asks nobody for anything yet. Call it under the tenant's lock. @throws AppError already_exists · invalid_input · wrong_state */
export async function createConnection(work: Work, connectionId: string, settings: ConnectionSettings, wrong: AppError | null = null): Promise<{ connectionId: string }> {
  const { tx, tenantId, actor, record } = work
  if (wrong) throw wrong
  if (settings.clientAuth !== 'private_key_jwt' && settings.secret === '') throw new AppError('invalid_input', { fields: { secret: 'Write the client secret that the provider gave you.' } })
  const position = await placeForConnection(work, settings.name, connectionId)
  await tx.ssoConnection.create({ data: { tenantId, id: connectionId, protocol: 'oidc', position, createdById: actor.administratorId, ...columnsOf(settings) } })
  await storeCredential(work, connectionId, settings)
  record({ ...target(connectionId), after: detailOf(settings, true) })
  return { connectionId }
}

/** Changes a connection. What it is made of being changed, it is required no more until it is proved again. @throws AppError conflict · not_found · invalid_input */
export async function updateConnection(work: Work, { connectionId, version, wrong = null }: { connectionId: string; version: number; wrong?: AppError | null }, settings: ConnectionSettings): Promise<{ version: number; released: boolean }> {
  const { tx, tenantId, record } = work
  const before = await getConnectionForChange(tx, tenantId, connectionId, version)
  if (before.protocol !== 'oidc') throw new AppError('not_found')
  // What is the matter with the issuer stops nobody from changing the rest while the provider is away.
  if (wrong && settings.issuer !== before.issuer) throw wrong
  await placeForConnection(work, settings.name, connectionId, true)
  const trusted = new Set(settings.trustedMfaValues)
  await tx.ssoConnection.update({ where: { tenantId_id: { tenantId, id: connectionId } }, data: { ...columnsOf(settings), version: version + 1 } })
  // What was to follow was meant for the client and the provider that it was.
  if ((['issuer', 'clientId', 'clientAuth'] as const).some((part) => settings[part] !== before[part])) await tx.ssoCredential.deleteMany({ where: { tenantId, connectionId, stage: 'next' } })
  const renewed = await storeCredential(work, connectionId, settings, settings.issuer !== before.issuer)
  // A factor that was vouched for in words that count no more is none from the next request on.
  if (before.trustedMfaValues.some((value) => !trusted.has(value))) await tx.session.updateMany({ where: { tenantId, ssoConnectionId: connectionId, factorUsedKind: 'sso', endedAt: null }, data: { factorUsedAt: null, factorUsedKind: null } })
  const speaksAnew = settings.issuer !== before.issuer || settings.clientId !== before.clientId || settings.subject !== before.subjectClaims.join(',') || settings.groupsClaim !== before.groupsClaim
  const linesPaused = speaksAnew ? await restLinesOnEditor(work, connectionId) : 0
  const after = await tx.ssoConnection.findUniqueOrThrow({ where: { tenantId_id: { tenantId, id: connectionId } } })
  record({ ...target(connectionId), before: { ...detailOf({ ...settings, ...before, issuer: before.issuer!, clientId: before.clientId!, clientAuth: before.clientAuth as ConnectionSettings['clientAuth'], subject: before.subjectClaims.join(',') as ConnectionSettings['subject'] }, false) }, after: { ...detailOf(settings, renewed), ...(linesPaused > 0 ? { linesPaused } : {}) } })
  return { version: after.version, released: before.requiredSince !== null && after.requiredSince === null }
}

/**
 * Makes sure that there is room for a connection, and that nobody else has its name or id.
 * @param exists it is there already, and only its name is asked about
 * @returns its place on the sign-in page
 * @throws AppError wrong_state · invalid_input · already_exists
 */
export async function placeForConnection({ tx, tenantId }: Pick<Work, 'tx' | 'tenantId'>, name: string, connectionId: string, exists = false): Promise<number> {
  const taken = await tx.ssoConnection.count({ where: { tenantId, id: { not: connectionId }, name: { equals: name, mode: 'insensitive' } } })
  if (taken > 0) throw new AppError('invalid_input', { fields: { name: 'Another identity provider has this name.' } })
  if (!exists && (await tx.ssoConnection.count({ where: { tenantId } })) >= MOST) throw new AppError('wrong_state', { sentence: `A tenant has at most ${MOST} identity providers. Remove one first.` })
  if (!exists && (await tx.ssoConnection.count({ where: { id: connectionId } })) > 0) throw new AppError('already_exists')
  const last = await tx.ssoConnection.aggregate({ where: { tenantId }, _max: { position: true } })
  return (last._max.position ?? -1) + 1
}

/** @param elsewhere the issuer is another one now: whoever cannot read a secret must not have it sent where they like @returns whether there is a new secret or key */
async function storeCredential(work: Work, connectionId: string, { clientAuth, secret, secretExpires }: ConnectionSettings, elsewhere = false): Promise<boolean> {
  const { tx, tenantId } = work
  const kind = clientAuth === 'private_key_jwt' ? 'client_key' : 'client_secret'
  const of = { tenantId, connectionId }
  const existing = await tx.ssoCredential.findFirst({ where: { ...of, kind, stage: 'current' }, select: { id: true } })
  if (existing && kind === 'client_secret' && secret === '' && elsewhere) throw new AppError('invalid_input', { fields: { secret: 'The issuer is another one now. Write the secret that it gave you: the one that is stored is not sent there.' } })
  if (existing && (kind === 'client_key' || secret === '')) {
    if (kind === 'client_secret') await tx.ssoCredential.update({ where: { tenantId_id: { tenantId, id: existing.id } }, data: { expiresAt: endOf(secretExpires), warnedDays: null } })
    return false
  }
  if (kind === 'client_secret' && secret === '') throw new AppError('invalid_input', { fields: { secret: 'Write the client secret that the provider gave you.' } })
  await tx.ssoCredential.deleteMany({ where: { ...of, kind: { in: ['client_secret', 'client_key'] }, stage: 'current' } })
  await storeClientCredential(work, { connectionId, kind, stage: 'current', secret, ends: secretExpires })
  return true
}

interface Shown { connectionId: string; version: number; hidden: boolean; disabled: boolean; justInTime: boolean; previewed?: string | undefined }

/** Whoever says nothing of a preview has seen none. */
const UNSEEN = ''

/** Shows or hides it on the sign-in page, has it make administrators or not, or switches it off altogether: then its sessions end, and only as was shown. @throws AppError conflict, also with what it would do now */
export async function setConnectionShown({ tx, tenantId, now, record }: Work, { connectionId, version, previewed = UNSEEN, ...shown }: Shown): Promise<{ version: number; sessionsEnded: number }> {
  const before = await getConnectionForChange(tx, tenantId, connectionId, version)
  const { hidden, disabled, justInTime } = shown
  if (disabled) await holdArrivals(tx, tenantId, connectionId)
  if (disabled && !before.disabled) refuseOtherPreview(previewed, aboutEnding('disable', connectionId), await getEndingImpact(tx, { tenantId, now }, 'disable', connectionId))
  const released = disabled ? { requiredProofId: null, requiredSince: null, requiredUntil: null, requiredById: null, requiredConfirmedAt: null, requiredConfirmedSessionId: null } : {}
  await tx.ssoConnection.update({ where: { tenantId_id: { tenantId, id: connectionId } }, data: { ...shown, version: version + 1, ...released } })
  const sessionsEnded = disabled && !before.disabled ? await endSessionsThrough(tx, tenantId, connectionId, now) : 0
  record({ ...target(connectionId), before: { hidden: before.hidden, disabled: before.disabled, justInTime: before.justInTime }, after: { hidden, disabled, justInTime, ...(sessionsEnded > 0 ? { sessionsEnded } : {}) } })
  return { version: version + 1, sessionsEnded }
}

/** Whoever is coming in through it has come before it is stated what ends, or does not come. */
async function holdArrivals(tx: Tx, tenantId: string, connectionId: string): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM sso_connection WHERE tenant_id = ${tenantId}::uuid AND id = ${connectionId}::uuid FOR NO KEY UPDATE`
}

async function endSessionsThrough(tx: Tx, tenantId: string, ssoConnectionId: string, now: number): Promise<number> {
  const { count } = await tx.session.updateMany({ where: { tenantId, ssoConnectionId, endedAt: null }, data: { endedAt: new Date(now), endReason: 'connection_changed' } })
  return count
}

/** Moves it one place up or down on the sign-in page. @throws AppError not_found · wrong_state */
export async function moveConnection({ tx, tenantId, record }: Work, { connectionId, up }: { connectionId: string; up: boolean }): Promise<void> {
  await getConnectionForChange(tx, tenantId, connectionId)
  const all = await tx.ssoConnection.findMany({ where: { tenantId }, orderBy: [{ position: 'asc' }, { id: 'asc' }], select: { id: true } })
  const [ids, at] = [all.map(({ id }) => id), all.findIndex(({ id }) => id === connectionId)]
  const to = at + (up ? -1 : 1)
  if (to < 0 || to >= ids.length) throw new AppError('wrong_state', { sentence: `It is the ${up ? 'first' : 'last'} already: somebody else moved it, or another. Load the page again.` })
  ;[ids[at], ids[to]] = [ids[to]!, ids[at]!]
  for (const [position, id] of ids.entries()) await tx.ssoConnection.update({ where: { tenantId_id: { tenantId, id } }, data: { position } })
  record({ ...target(connectionId), before: { position: at + 1 }, after: { position: to + 1 } })
}

/** Removes a connection with all it knows: identities, domains, lines. Sessions through it and roles it gave end at once, as was shown. @throws AppError conflict, also with what it would do now · invalid_input · last_owner */
export async function deleteConnection(work: Work, { connectionId, version, confirmation, previewed }: { connectionId: string; version: number; confirmation: string; previewed: string }): Promise<{ sessionsEnded: number }> {
  const { tx, tenantId, now, record } = work
  const { name } = await getConnectionForChange(tx, tenantId, connectionId, version)
  if (confirmation.trim() !== name) throw new AppError('invalid_input', { fields: { confirmation: `Type ${name} to confirm.` } })
  // Whose roles end are held first, as whoever is coming in is held before the connection; who gets a first role in between makes one of the two try again.
  await tx.$queryRaw`
    SELECT 1 FROM administrator WHERE tenant_id = ${tenantId}::uuid AND id IN (SELECT administrator_id FROM role_grant WHERE tenant_id = ${tenantId}::uuid AND sso_connection_id = ${connectionId}::uuid AND revoked_at IS NULL)
    ORDER BY id FOR NO KEY UPDATE`
  await holdArrivals(tx, tenantId, connectionId)
  refuseOtherPreview(previewed, aboutEnding('delete', connectionId), await getEndingImpact(tx, { tenantId, now }, 'delete', connectionId))
  const rolesEnded = await endRolesOf(work, connectionId)
  await tx.ssoConnection.delete({ where: { tenantId_id: { tenantId, id: connectionId } } })
  const sessionsEnded = await endSessionsThrough(tx, tenantId, connectionId, now)
  await refuseLosingLastOwner(tx, tenantId)
  record({ ...target(connectionId), before: { name }, after: { sessionsEnded, rolesEnded } })
  return { sessionsEnded }
}

/** Ends every role that a connection gave, with what runs of it, and says so of each: whoever asks what became of a person's role finds it. @returns how many */
async function endRolesOf(work: Work, ssoConnectionId: string): Promise<number> {
  const { tx, tenantId, now, record } = work
  const given = await tx.roleGrant.findMany({ where: { tenantId, ssoConnectionId, revokedAt: null }, orderBy: { id: 'asc' } })
  await cutShort(work, { grantIds: given.map(({ id }) => id) }, 'role_ended')
  await tx.roleGrant.updateMany({ where: { tenantId, ssoConnectionId, revokedAt: null }, data: { revokedAt: new Date(now) } })
  for (const grant of given) if (grant.endsAt === null || grant.endsAt.getTime() > now) endedEntry(grant).forEach(record)
  await tellHolders(work, given)
  return given.length
}
