import 'server-only'
import { eventOf } from '@/lib/actions/work'
import { noteStranger } from '@/lib/audit/note-stranger'
import { recordAudit, type AuditEvent, type AuditOrigin } from '@/lib/audit/record'
import { completeSignIn, type SignedInSession } from '@/lib/authn/complete-sign-in'
import { addressKey } from '@/lib/authn/rate-limits'
import { accountKey } from '@/lib/authn/sign-in-attempts'
import { seal } from '@/lib/crypto/seal'
import type { Tx } from '@/lib/db/client'
import { lockTenant, transaction } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors/app-error'
import { isUniqueViolation } from '@/lib/errors/database-failure'
import { beginSecondStepElsewhere } from '@/lib/sign-in/pending-sign-in'
import { createJustInTime, type MadeNow } from './create-just-in-time'
import { askByMail } from './link-by-mail'
import { holdIdentity, type HeldIdentity } from './known-identity'
import { passageContext } from './sealed-places'
import { SsoFailure } from './sso-failure'
import { syncRoles } from './sync-roles'
import type { Arrival } from './take-answer'

/** How a trip to sign in ends: with a session, at the second step, or at one's mailbox. */
export type Entered = { session: SignedInSession } | { secondStep: string } | { checkMail: string }

/**
 * Signs in whom a connection knows, as far as that goes: what the finished first factor still owes is decided by completeSignIn(), as for every
 * other method. Whom it does not know it may make, where it was set up to; everybody else gets one answer, whoever it is: check your mail.
 * @throws SsoFailure no_address · no_name · not_possible
 */
export async function enterBySso(arrival: Arrival, origin: AuditOrigin, replaces: string | undefined): Promise<Entered> {
  const { trip: { connection }, asserted } = arrival
  const { tenantId } = connection
  const going = { arrival, origin, replaces }
  try {
    const entered = await transaction(async (tx) => {
      const known = await holdIdentity(tx, connection, asserted)
      return known && enter(tx, known, going)
    })
    return entered ?? (connection.justInTime ? await join(going) : null) ?? { checkMail: await askByMail(arrival.trip, asserted, origin) }
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'wrong_credentials') throw error
    await noteStranger({ tenantId, action: 'session.refused', address: addressKey(origin.address), account: accountKey(tenantId, `sso ${asserted.issuer} ${asserted.subject}`), reason: 'sso_not_possible' })
    throw new SsoFailure('not_possible', error)
  }
}

interface Going { arrival: Arrival; origin: AuditOrigin; replaces: string | undefined }
/** Whoever was made just now is held by nobody yet. */
type Known = Omit<HeldIdentity, 'held'> & Partial<Pick<HeldIdentity, 'held'>>

async function enter(tx: Tx, { id, administratorId, maps, held }: Known, { arrival: { trip: { connection: { tenantId, connectionId }, next }, asserted }, origin, replaces }: Going, made: MadeNow | null = null): Promise<Entered> {
  const session = await completeSignIn(tx, { tenantId, administratorId, origin, first: 'sso', ssoConnectionId: connectionId, identity: { id, shownEmail: asserted.shownEmail }, replaces, ...(held ? { held } : {}), ...(asserted.vouchedBy.length > 0 ? { factor: 'sso' as const, vouchedBy: asserted.vouchedBy } : {}) })
  if (!session) {
    const sealFor = (pendingId: string) => seal(JSON.stringify(asserted), passageContext('pending-sign-in', { tenantId, id: pendingId }))
    return { secondStep: await beginSecondStepElsewhere(tx, { tenantId, administratorId, next, by: { identityId: id }, sealFor }) }
  }
  const roles = maps ? await syncRoles(tx, { connectionId, groups: asserted.groups, session, origin }) : []
  await recordAudit(tx, [...(made ? eventsOf(made, { connectionId, session, origin }) : []), ...roles, session.event])
  return { session }
}

/** Makes an administrator of somebody nobody invited, and signs them in. Of two who come at once as the same, the second finds the first. @returns null where the connection may not */
async function join(going: Going): Promise<Entered | null> {
  const { trip: { connection }, asserted } = going.arrival
  const joined = transaction(async (tx) => {
    await lockTenant(tx, connection.tenantId)
    const known = await holdIdentity(tx, connection, asserted)
    if (known) return enter(tx, known, going)
    const made = await createJustInTime(tx, connection, asserted)
    if (made === 'no_name') throw new SsoFailure('no_name')
    return typeof made === 'string' ? null : enter(tx, { ...made, maps: true }, going, made)
  })
  return joined.catch((error: unknown) => {
    // Somebody was invited with this address in the same moment: then it is theirs.
    if (isUniqueViolation(error)) return null
    throw error
  })
}

function eventsOf({ administratorId, after, grant }: MadeNow, { connectionId, session, origin }: { connectionId: string; session: SignedInSession; origin: AuditOrigin }): AuditEvent[] {
  const { actor } = session.facts
  return [
    eventOf(actor, origin, 'administrator.joined', { target: { type: 'sso_connection', id: connectionId }, affectedId: administratorId, after }),
    { ...eventOf(actor, origin, 'grant.created', { target: { type: 'grant', id: grant.id }, affectedId: administratorId, after: grant.detail }), actor: { kind: 'system' } },
  ]
}
