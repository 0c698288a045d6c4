import 'server-only'
import { canonicalEmail } from '@/lib/authn/canonical-email'
import type { Tx } from '@/lib/db/client'
import { AppError } from '@/lib/errors/app-error'
import { cancelJob, enqueueJob, enqueueJobs, type NewJob } from '@/lib/jobs/enqueue-job'
import type { Letter } from './letters'

export interface OutgoingMail {
  tenantId: string
  /** whose mail is shown as pending, and goes when they are erased; null when it belongs to nobody */
  administratorId: string | null
  /** one address */
  to: string
  letter: Letter
  /** epoch milliseconds of the database's clock */
  now: number
  /** a letter still waiting under this key is withdrawn: only the newest link is worth sending */
  dedupKey?: string
}

/**
 * Queues a letter in the transaction that gives the reason; it is sent when, and only if, that commits. Address, names and link
 * travel sealed and are wiped when it is delivered or given up. Invitations are spread so that a tenant sends no more of them
 * in an hour than it may.
 * @returns when it is to be sent, epoch milliseconds; later than `now` for a spread invitation
 * @throws AppError invalid_input for anything but one address
 */
export async function queueMail(tx: Tx, { dedupKey, ...mail }: OutgoingMail): Promise<number> {
  const job = jobOf(mail)
  if (dedupKey !== undefined) await cancelJob(tx, dedupKey)
  const runAt = mail.letter.name === 'invitation' ? await nextInvitationSlot(tx, mail.tenantId, mail.now) : mail.now
  await enqueueJob(tx, { ...job, runAt, ...(dedupKey === undefined ? {} : { dedupKey }) })
  return runAt
}

export interface LetterToOne extends Pick<OutgoingMail, 'administratorId' | 'to'> { letter: Exclude<Letter, { name: 'invitation' }> }

/** The same for several at once, in one statement. @throws AppError invalid_input for anything but one address each */
export async function queueMails(tx: Tx, { tenantId, now }: Pick<OutgoingMail, 'tenantId' | 'now'>, mails: readonly LetterToOne[]): Promise<void> {
  await enqueueJobs(tx, mails.map((mail) => jobOf({ ...mail, tenantId, now })))
}

function jobOf({ tenantId, administratorId, to, letter, now }: Omit<OutgoingMail, 'dedupKey'>): NewJob {
  const address = canonicalEmail(to)
  if (!address) throw new AppError('invalid_input', { sentence: 'Mail goes to one address at a time.' })
  return { kind: 'mail', tenantId, administratorId, payload: { letter: letter.name }, sealed: JSON.stringify({ to: address.shown, letter }), runAt: now }
}

/**
 * When the next invitation of a tenant may be sent: at once, or one hour after the one that is `invitation_mails_per_hour` places
 * before it. Takes a lock until the end of the transaction, so that no two take the same slot. Ask it before a link is made whose
 * lifetime is to be counted from its sending.
 * @param now epoch milliseconds
 */
export async function nextInvitationSlot(tx: Tx, tenantId: string, now: number): Promise<number> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`invitation-mails:${tenantId}`}, 0))`
  const [limit] = await tx.$queryRaw<{ at: Date | null }[]>`
    SELECT (SELECT j.run_at FROM job j WHERE j.tenant_id = t.id AND j.kind = 'mail' AND j.payload ->> 'letter' = 'invitation' AND j.state <> 'cancelled'
            ORDER BY j.run_at DESC OFFSET t.invitation_mails_per_hour - 1 LIMIT 1) AS at
    FROM tenant t WHERE t.id = ${tenantId}::uuid`
  return limit?.at ? Math.max(now, limit.at.getTime() + 3_600_000) : now
}
