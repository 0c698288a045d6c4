import 'server-only'
import { recordAudit, type AuditOrigin } from '@/lib/audit/record'
import type { CanonicalEmail } from '@/lib/authn/canonical-email'
import { findAccount } from '@/lib/authn/find-account'
import { issueLink, RESET_LIFETIME_SECONDS } from '@/lib/authn/link-tokens'
import { addressKey, takeSlot } from '@/lib/authn/rate-limits'
import { db } from '@/lib/db/client'
import { readClock, transaction } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors/app-error'
import { logRefused } from '@/lib/log-refused'
import { open } from '@/lib/crypto/seal'
import { enqueueJob, sealContext } from '@/lib/jobs/enqueue-job'
import type { LeasedJob } from '@/lib/jobs/lease-job'
import { queueMail } from '@/lib/mail/queue-mail'
import { takesPasswordOf } from '@/lib/sign-in-methods/take-passwords'
import { findTenant } from './data'

const HOUR_SECONDS = 3600
const PER_MAILBOX = 3
const PER_ADDRESS = 10

/** What the job behind a request carries, sealed. */
export interface ResetRequest {
  emailKey: string
  origin: AuditOrigin
}

/**
 * Somebody forgot a password, or says so. Known and unknown addresses cost exactly the same here: one queued job, which looks
 * afterwards whether there is anybody to write to.
 * @throws AppError too_many for this network address, whomever it asks for
 */
export async function requestReset({ tenantSlug, email, origin }: { tenantSlug: string; email: CanonicalEmail; origin: AuditOrigin }): Promise<void> {
  const tenant = await findTenant(tenantSlug)
  if (!tenant) throw new AppError('not_found', { sentence: 'There is no tenant at this address. Check the link you were given.' })
  if (!(await takeSlot(`forgot:${addressKey(origin.address)}`, PER_ADDRESS, HOUR_SECONDS))) {
    logRefused({ what: 'too many', door: 'public:forgot-password', address: origin.address })
    throw new AppError('too_many', { sentence: 'Too many resets were asked for from your network. Wait an hour and try again.' })
  }
  const request: ResetRequest = { emailKey: email.key, origin }
  await transaction(async (tx) => enqueueJob(tx, { kind: 'password_reset_request', tenantId: tenant.id, sealed: JSON.stringify(request), runAt: await readClock(tx) }))
}

/** The job behind a request. Done twice, it mails a second link; the three in an hour hold all the same. */
export async function answerResetJob({ id, tenantId, sealed }: LeasedJob): Promise<void> {
  if (tenantId !== null && sealed !== null) await answerResetRequest(tenantId, JSON.parse(open(sealed, sealContext(tenantId, id))) as ResetRequest)
}

/** Mails a link to a person who is active, at most three in an hour for one mailbox. Nobody is told which it was. */
async function answerResetRequest(tenantId: string, { emailKey, origin }: ResetRequest): Promise<void> {
  const account = await findAccount(tenantId, emailKey)
  if (account?.status !== 'active' || !account.credential) return
  const { administratorId } = account
  if (!(await takesPasswordOf(db(), account))) return
  if (!(await takeSlot(`reset-mail:${tenantId}:${administratorId}`, PER_MAILBOX, HOUR_SECONDS))) return
  await transaction(async (tx) => {
    const person = await tx.administrator.findUnique({
      where: { tenantId_id: { tenantId, id: administratorId } },
      select: { email: true, givenName: true, familyName: true, pool: { select: { tenant: { select: { name: true } } } } },
    })
    if (!person) return
    const now = await readClock(tx)
    const token = await issueLink(tx, { purpose: 'password_reset', tenantId, administratorId, now, lifetimeSeconds: RESET_LIFETIME_SECONDS })
    await queueMail(tx, {
      tenantId, administratorId, to: person.email, now,
      letter: { name: 'password_reset', askedBy: 'self', tenantName: person.pool.tenant.name, recipientName: `${person.givenName} ${person.familyName}`.trim(), token, lifetimeSeconds: RESET_LIFETIME_SECONDS },
    })
    await recordAudit(tx, [{ tenantId, actor: { kind: 'stranger' }, action: 'password.reset_requested', outcome: 'done', affectedId: administratorId, origin }])
  })
}
