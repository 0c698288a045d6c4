import 'server-only'
import { eventOf } from '@/lib/actions/work'
import { recordAudit, type AuditEvent, type AuditOrigin } from '@/lib/audit/record'
import { completeSignIn, type SignedInSession } from '@/lib/authn/complete-sign-in'
import { open, seal } from '@/lib/crypto/seal'
import { hashToken } from '@/lib/crypto/tokens'
import { pool, type Tx } from '@/lib/db/client'
import { lockTenant, readClock, transaction } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors/app-error'
import { activate, findOpenInvitation, takeInvitation } from '@/lib/sign-in/activate-invited'
import { beginSecondStepElsewhere, type PendingSso } from '@/lib/sign-in/pending-sign-in'
import { Asserted } from './asserted'
import { linkIdentity, noteIdentityUse } from './known-identity'
import { passageContext } from './sealed-places'
import { syncRoles } from './sync-roles'

const TOKEN = /^[A-Za-z0-9_-]{43}$/

/** What the page behind a mailed link shows. */
export interface LinkView {
  tenantName: string
  connectionName: string
  /** the address the provider knows them by */
  shownEmail: string
}

interface Row { tenantId: string; id: string; administratorId: string; connectionId: string; next: string; sealed: string; tenantName: string; connectionName: string }

/** Holds for both: the link, and the browser that waits for it. The connection must be what it was. */
const LIVE = `p.token_hash = $1 AND p.browser_hash = $2 AND p.used_at IS NULL AND p.expires_at > castellan_now()`
const COLUMNS = `p.tenant_id AS "tenantId", p.id, p.administrator_id AS "administratorId", p.connection_id AS "connectionId", p.next, p.answer_sealed AS sealed, t.name AS "tenantName", c.name AS "connectionName"`
const JOINS = `JOIN sso_connection c ON c.tenant_id = p.tenant_id AND c.id = p.connection_id AND NOT c.disabled AND c.material_version = p.material_version JOIN tenant t ON t.id = p.tenant_id`

function hashesOf(token: string, browserToken: string | undefined): [Buffer, Buffer] {
  if (!TOKEN.test(token) || browserToken === undefined || !TOKEN.test(browserToken)) throw elsewhere()
  return [Buffer.from(hashToken('sso_link', token)), Buffer.from(hashToken('sso_link_browser', browserToken))]
}

const elsewhere = () => new AppError('link_unusable', { sentence: 'This link works once, for 30 minutes, and only in the browser in which you tried to sign in. Open it there, or start again.' })

/** Looks at a link without using it. @throws AppError link_unusable */
export async function viewLink(token: string, browserToken: string | undefined): Promise<LinkView> {
  const { rows: [row] } = await pool().query<Row>({ name: 'sso-view-link', text: `SELECT ${COLUMNS} FROM sso_pending_link p ${JOINS} WHERE ${LIVE}`, values: hashesOf(token, browserToken) })
  if (!row) throw elsewhere()
  return { tenantName: row.tenantName, connectionName: row.connectionName, shownEmail: assertedOf(row.sealed, 'pending-link', row).shownEmail ?? '' }
}

const assertedOf = (sealed: string, passage: 'pending-link' | 'pending-sign-in', row: { tenantId: string; id: string }): Asserted => Asserted.parse(JSON.parse(open(sealed, passageContext(passage, row))))

/**
 * Uses a mailed link up: one guarded update. Where a second factor is enrolled it is owed before anything is linked, whatever the provider
 * vouched for; else the identity is linked and the person signed in.
 * @throws AppError link_unusable · wrong_credentials
 */
export async function openLink({ token, browserToken, origin, replaces }: { token: string; browserToken: string | undefined; origin: AuditOrigin; replaces: string | undefined }): Promise<{ session: SignedInSession; next: string } | { secondStep: string }> {
  const hashes = hashesOf(token, browserToken)
  return transaction(async (tx) => {
    const invited = await holdInvited(tx, hashes[0])
    await tx.$queryRaw`SELECT 1 FROM administrator a WHERE (a.tenant_id, a.id) IN (SELECT p.tenant_id, p.administrator_id FROM sso_pending_link p WHERE p.token_hash = ${hashes[0]}) FOR NO KEY UPDATE`
    const rows = await tx.$queryRawUnsafe<Row[]>(`WITH p AS (UPDATE sso_pending_link p SET used_at = castellan_now() WHERE ${LIVE} RETURNING p.*) SELECT ${COLUMNS} FROM p ${JOINS}`, ...hashes)
    const [row] = rows
    if (!row) throw elsewhere()
    const { tenantId, administratorId, connectionId, next } = row
    const asserted = assertedOf(row.sealed, 'pending-link', row)
    const invitationId = invited ? await activateBySso(tx, row, asserted) : null
    const session = await completeSignIn(tx, { tenantId, administratorId, origin, first: 'sso', ssoConnectionId: connectionId, replaces })
    if (!session) {
      const sealFor = (id: string) => seal(JSON.stringify(asserted), passageContext('pending-sign-in', { tenantId, id }))
      return { secondStep: await beginSecondStepElsewhere(tx, { tenantId, administratorId, next, by: { pendingLinkId: row.id }, sealFor }) }
    }
    const activated = invitationId === null ? [] : [eventOf(session.facts.actor, origin, 'administrator.activated', { target: { type: 'invitation', id: invitationId }, affectedId: administratorId })]
    await recordAudit(tx, [...activated, ...(await link(tx, { row, asserted, session, origin })), session.event])
    return { session, next }
  })
}

/** Whoever is invited is activated under the tenant's lock, which comes before every other. @returns whether the link is for such a person */
async function holdInvited(tx: Tx, tokenHash: Buffer): Promise<boolean> {
  const rows = await tx.$queryRaw<{ tenantId: string }[]>`
    SELECT a.tenant_id AS "tenantId" FROM sso_pending_link p JOIN administrator a ON a.tenant_id = p.tenant_id AND a.id = p.administrator_id WHERE p.token_hash = ${tokenHash} AND a.status = 'new'`
  if (rows[0]) await lockTenant(tx, rows[0].tenantId)
  return rows.length > 0
}

/**
 * The mail reached the invited address, and the provider says that it is theirs (T33): that takes the invitation, without a password.
 * @returns the invitation @throws AppError link_unusable
 */
async function activateBySso(tx: Tx, { tenantId, administratorId }: Row, { givenName, familyName }: Asserted): Promise<string> {
  const invitationId = await findOpenInvitation(tx, tenantId, administratorId)
  if (invitationId === null) throw new AppError('link_unusable', { sentence: 'Your invitation has expired or was withdrawn. Ask whoever invited you for a new one.' })
  const now = await readClock(tx)
  await takeInvitation(tx, { tenantId, administratorId, invitationId, now })
  const person = await tx.administrator.findUniqueOrThrow({ where: { tenantId_id: { tenantId, id: administratorId } }, select: { givenName: true, familyName: true } })
  const nameless = person.givenName === '' || person.familyName === ''
  if (nameless && (givenName === '' || familyName === '')) throw new AppError('link_unusable', { sentence: 'The identity provider did not say your first and last name. Use the link of your invitation, which asks for them.' })
  await activate(tx, { tenantId, administratorId, names: nameless ? { givenName, familyName } : null, now })
  return invitationId
}

interface LinkedIn { row: { tenantId: string; connectionId: string }; asserted: Asserted; session: SignedInSession; origin: AuditOrigin }

async function link(tx: Tx, { row: { tenantId, connectionId }, asserted, session, origin }: LinkedIn): Promise<AuditEvent[]> {
  const { administratorId } = session.facts.actor
  const connection = await tx.ssoConnection.findUniqueOrThrow({ where: { tenantId_id: { tenantId, id: connectionId } }, select: { materialVersion: true } })
  const identity = await linkIdentity(tx, { tenantId, connectionId, administratorId, materialVersion: connection.materialVersion, by: 'mail' }, asserted)
  if (!identity) throw elsewhere()
  await noteIdentityUse(tx, tenantId, identity.id, asserted.shownEmail)
  const linked = eventOf(session.facts.actor, origin, 'sso_identity.linked', { affectedId: administratorId, target: { type: 'sso_connection', id: connectionId } })
  return [linked, ...(await syncRoles(tx, { connectionId, groups: asserted.groups, session, origin }))]
}

/** Which connection a second step goes on from. @throws AppError wrong_credentials when it is gone or disabled meanwhile */
export async function connectionOfPending(tx: Tx, tenantId: string, { identityId, pendingLinkId }: PendingSso): Promise<string> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT c.id FROM sso_connection c WHERE c.tenant_id = ${tenantId}::uuid AND NOT c.disabled AND c.id IN (
      SELECT connection_id FROM sso_identity WHERE tenant_id = ${tenantId}::uuid AND id = ${identityId}::uuid
      UNION ALL SELECT p.connection_id FROM sso_pending_link p WHERE p.tenant_id = ${tenantId}::uuid AND p.id = ${pendingLinkId}::uuid AND p.material_version = c.material_version)`
  if (!rows[0]) throw new AppError('wrong_credentials')
  return rows[0].id
}

interface Finishing { tenantId: string; pendingId: string; sso: PendingSso; connectionId: string; session: SignedInSession; origin: AuditOrigin }

/** What remains once the second factor was right: the link is made, or the identity noted. @returns what to record besides */
export async function finishElsewhere(tx: Tx, { tenantId, pendingId, sso, connectionId, session, origin }: Finishing): Promise<AuditEvent[]> {
  const asserted = assertedOf(sso.sealed, 'pending-sign-in', { tenantId, id: pendingId })
  if (sso.pendingLinkId !== null) return link(tx, { row: { tenantId, connectionId }, asserted, session, origin })
  await noteIdentityUse(tx, tenantId, sso.identityId!, asserted.shownEmail)
  return syncRoles(tx, { connectionId, groups: asserted.groups, session, origin })
}
