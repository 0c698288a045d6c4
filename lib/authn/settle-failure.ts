import 'server-only'
import { noteStranger } from '@/lib/audit/note-stranger'
import { personal, recordAudit, type AuditOrigin } from '@/lib/audit/record'
import type { Tx } from '@/lib/db/client'
import { readClock, transaction } from '@/lib/db/transaction'
import { queueMail } from '@/lib/mail/queue-mail'
import type { Account } from './find-account'
import { issueLink, RESET_LIFETIME_SECONDS } from './link-tokens'
import { takeSlot } from './rate-limits'
import type { AttemptKey, Reservation } from './sign-in-attempts'

interface Failure {
  attempt: AttemptKey
  reservation: Reservation
  account: Account | null
  origin: AuditOrigin
}

const LOCK_MAILS_PER_HOUR = 3
const HOUR_SECONDS = 3600

/** What a failed attempt leaves behind: a note outside the chain; for an account that exists, the lock or the switched-off password, with event and mail. */
export async function settleFailure({ attempt, reservation, account, origin }: Failure): Promise<void> {
  const { tenantId, address } = attempt
  await noteStranger({ tenantId, action: 'session.refused', address, account: attempt.account, reason: reservation.allowed ? 'wrong_credentials' : reservation.because })
  if (!account || account.status !== 'active' || !account.credential) return
  // Also on a later try, should the process have died between the hundredth and its consequence.
  const switchesOff = reservation.allowed ? reservation.switchesOff : reservation.because === 'streak'
  if (switchesOff) await switchOff(account, origin)
  else if (reservation.allowed && reservation.locks) await tellLock(account, address, origin)
}

async function tellLock({ tenantId, administratorId }: Account, address: string, origin: AuditOrigin): Promise<void> {
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

async function switchOff({ tenantId, administratorId }: Account, origin: AuditOrigin): Promise<void> {
  await transaction(async (tx) => {
    const { count } = await tx.passwordCredential.updateMany({ where: { tenantId, administratorId, state: { in: ['usable', 'must_change'] } }, data: { state: 'switched_off' } })
    const person = count === 1 ? await recipient(tx, tenantId, administratorId) : null
    if (!person) return
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
