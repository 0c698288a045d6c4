import 'server-only'
import { refuseLosingLastOwner } from '@/lib/administrators/last-owner'
import { noteStranger } from '@/lib/audit/note-stranger'
import { personal, recordAudit, type AuditOrigin } from '@/lib/audit/record'
import { open } from '@/lib/crypto/seal'
import type { Tx } from '@/lib/db/client'
import { lockTenant, readClock, transaction } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors/app-error'
import { enqueueJob, sealContext } from '@/lib/jobs/enqueue-job'
import type { LeasedJob } from '@/lib/jobs/lease-job'
import { queueMail } from '@/lib/mail/queue-mail'
import { findAccount, type Account } from './find-account'
import { issueLink, RESET_LIFETIME_SECONDS } from './link-tokens'
import { takeSlot } from './rate-limits'
import { accountKey, LONGEST_STREAK, type AttemptKey, type Reservation } from './sign-in-attempts'

interface Failure {
  attempt: AttemptKey
  reservation: Reservation
  /** canonical; also of nobody */
  emailKey: string
  origin: AuditOrigin
  /** what was given was right, and another way is required */
  withheld?: boolean
}

/** What the job behind an attack carries, sealed. */
export interface AccountAttack {
  what: 'lock' | 'switch_off'
  emailKey: string
  /** as counted */
  address: string
  origin: AuditOrigin
}

const LOCK_MAILS_PER_HOUR = 3
const HOUR_SECONDS = 3600

/**
 * What a failed attempt leaves behind: a note outside the chain, and at a lock or the hundredth in a row one queued job. Known and unknown
 * accounts cost exactly the same here (T08); the job looks afterwards whether there is anybody. The counters refuse in any case.
 */
export async function settleFailure({ attempt, reservation, emailKey, origin, withheld = false }: Failure): Promise<void> {
  const { tenantId, address, account } = attempt
  await noteStranger({ tenantId, action: 'session.refused', address, account, reason: withheld ? 'sso_required' : reservation.allowed ? 'wrong_credentials' : reservation.because })
  const what = await consequenceOf(attempt, reservation)
  if (what === null) return
  const attack: AccountAttack = { what, emailKey, address, origin }
  await transaction(async (tx) => enqueueJob(tx, { kind: 'account_attack', tenantId, sealed: JSON.stringify(attack), runAt: await readClock(tx) }))
}

async function consequenceOf({ tenantId, account, kind }: AttemptKey, reservation: Reservation): Promise<AccountAttack['what'] | null> {
  // Whoever guesses at codes takes nobody's password away: the counters close the codes alone.
  if (kind !== 'password') return reservation.allowed && reservation.locks ? 'lock' : null
  if (reservation.allowed) return reservation.switchesOff ? 'switch_off' : reservation.locks ? 'lock' : null
  if (reservation.because !== 'streak') return null
  // Also on a later try, should the process have died between the hundredth and its consequence; not on every one of them.
  return (await takeSlot(`switch-off:${tenantId}:${Buffer.from(account).toString('base64url')}`, 1, HOUR_SECONDS)) ? 'switch_off' : null
}

/** The job behind an attack: tells whoever has the account, if somebody has. */
export async function answerAttackJob({ id, tenantId, sealed }: LeasedJob): Promise<void> {
  if (tenantId !== null && sealed !== null) await answerAttack(tenantId, JSON.parse(open(sealed, sealContext(tenantId, id))) as AccountAttack)
}

/** Locks are told with event and mail; the hundredth failure in a row switches the password off and mails a link to set a new one. */
async function answerAttack(tenantId: string, { what, emailKey, address, origin }: AccountAttack): Promise<void> {
  const account = await findAccount(tenantId, emailKey)
  if (account?.status !== 'active' || !account.credential) return
  if (what === 'switch_off') await switchOff(account, origin)
  else await tellLock(account, address, origin)
}

/** Tells of a lock by mail, a few times an hour at most, and records it. @param address as counted */
export async function tellLock({ tenantId, administratorId }: Account, address: string, origin: AuditOrigin): Promise<void> {
  // A swarm of addresses may lock one account a thousand times; nobody wants a thousand letters.
  const mailed = await takeSlot(`lock-mail:${tenantId}:${administratorId}`, LOCK_MAILS_PER_HOUR, HOUR_SECONDS)
  await transaction(async (tx) => {
    const person = await recipient(tx, tenantId, administratorId)
    if (!person) return
    const now = await readClock(tx)
    if (mailed) {
      await queueMail(tx, { tenantId, administratorId, to: person.email, now, letter: { name: 'account_locked', ...person.about, address, lockSeconds: person.lockSeconds } })
    }
    await recordAudit(tx, [{ tenantId, actor: { kind: 'stranger' }, action: 'account.locked', outcome: 'done', affectedId: administratorId, after: { address: personal(administratorId, address) }, origin }])
  })
}

/** No stranger makes the last owner unusable (roles.md rule 3): their password stays on, and the failures in a row are forgotten; each network address is locked out as ever. */
async function switchOff(account: Account, origin: AuditOrigin): Promise<void> {
  await takeAway(account, origin).catch(async (error: unknown) => {
    if (!(error instanceof AppError) || error.code !== 'last_owner') throw error
    const { tenantId, emailKey } = account
    await transaction(async (tx) => tx.signInStreak.deleteMany({ where: { tenantId, accountKey: accountKey(tenantId, emailKey), kind: 'password' } }))
  })
}

async function takeAway({ tenantId, administratorId, emailKey }: Account, origin: AuditOrigin): Promise<void> {
  await transaction(async (tx) => {
    await lockTenant(tx, tenantId)
    // Whoever has set a new password in the meantime, or was unlocked, has begun anew.
    await tx.$queryRaw`SELECT 1 FROM administrator WHERE tenant_id = ${tenantId}::uuid AND id = ${administratorId}::uuid FOR NO KEY UPDATE`
    const row = await tx.signInStreak.count({ where: { tenantId, accountKey: accountKey(tenantId, emailKey), kind: 'password', failures: { gte: LONGEST_STREAK } } })
    if (row === 0) return
    // Never an account for the worst day: whoever guesses at it must not be able to take it away.
    if ((await tx.administrator.count({ where: { tenantId, id: administratorId, breakGlassAt: { not: null } } })) > 0) return
    const { count } = await tx.passwordCredential.updateMany({ where: { tenantId, administratorId, state: { in: ['usable', 'must_change'] } }, data: { state: 'switched_off' } })
    const person = count === 1 ? await recipient(tx, tenantId, administratorId) : null
    if (!person) return
    await refuseLosingLastOwner(tx, tenantId)
    const now = await readClock(tx)
    const token = await issueLink(tx, { purpose: 'password_reset', tenantId, administratorId, now, lifetimeSeconds: RESET_LIFETIME_SECONDS })
    await queueMail(tx, { tenantId, administratorId, to: person.email, now, letter: { name: 'password_switched_off', ...person.about, token, lifetimeSeconds: RESET_LIFETIME_SECONDS } })
    await recordAudit(tx, [{ tenantId, actor: { kind: 'stranger' }, action: 'password.switched_off', outcome: 'done', affectedId: administratorId, origin }])
  })
}

async function recipient(tx: Tx, tenantId: string, administratorId: string) {
  const person = await tx.administrator.findUnique({ where: { tenantId_id: { tenantId, id: administratorId } }, select: { email: true, givenName: true, familyName: true } })
  const tenant = await tx.tenant.findUnique({ where: { id: tenantId }, select: { name: true, bruteForceLockSeconds: true } })
  return person && tenant && { email: person.email, about: { tenantName: tenant.name, recipientName: `${person.givenName} ${person.familyName}`.trim() }, lockSeconds: tenant.bruteForceLockSeconds }
}
