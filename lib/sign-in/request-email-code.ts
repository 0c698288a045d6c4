import 'server-only'
import { recordAudit, type AuditOrigin } from '@/lib/audit/record'
import type { CanonicalEmail } from '@/lib/authn/canonical-email'
import { findAccount } from '@/lib/authn/find-account'
import { addressKey, takeSlot } from '@/lib/authn/rate-limits'
import { accountKey } from '@/lib/authn/sign-in-attempts'
import { open } from '@/lib/crypto/seal'
import type { Tx } from '@/lib/db/client'
import { readClock, transaction } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors/app-error'
import { logRefused } from '@/lib/log-refused'
import { personName } from '@/lib/format/person-name'
import { enqueueJob, sealContext } from '@/lib/jobs/enqueue-job'
import type { LeasedJob } from '@/lib/jobs/lease-job'
import { queueMail } from '@/lib/mail/queue-mail'
import { tellOfRequiredSso } from '@/lib/sso/tell-of-required'
import { findTenant } from './data'
import { EMAIL_CODE_SECONDS, isCodeOpen, makeFirstCode, makeSecondCode } from './email-codes'
import { limitSignIns } from './limit-sign-ins'
import { getPending } from './pending-sign-in'

const HOUR_SECONDS = 3600
const PER_MAILBOX = 6
const PER_ADDRESS = 20

/** What the job behind a request carries, sealed. */
interface CodeRequest {
  emailKey: string
  codeId: string
  code: string
  origin: AuditOrigin
}

/**
 * Somebody asks for a code by mail. Known and unknown addresses cost exactly the same here: one row, and one queued job that looks
 * afterwards whether there is anybody to write to.
 * @returns the token for this browser's cookie, whoever was asked for
 * @throws AppError too_many for this network address, whomever it asks for · wrong_state where the tenant takes no codes by mail
 */
export async function requestEmailCode({ tenantSlug, email, origin }: { tenantSlug: string; email: CanonicalEmail; origin: AuditOrigin }): Promise<string> {
  await limitSignIns(origin)
  const tenant = await findTenant(tenantSlug)
  if (!tenant) throw new AppError('not_found', { sentence: 'There is no tenant at this address. Check the link you were given.' })
  if (!(await takeSlot(`email-code:${addressKey(origin.address)}`, PER_ADDRESS, HOUR_SECONDS))) {
    logRefused({ what: 'too many', door: 'public:send-email-code', address: origin.address })
    throw new AppError('too_many', { sentence: 'Too many codes were asked for from your network. Wait an hour, or sign in another way.' })
  }
  return transaction(async (tx) => {
    const made = await makeFirstCode(tx, { tenantId: tenant.id, account: accountKey(tenant.id, email.key) })
    if (!made) throw noCodes()
    const request: CodeRequest = { emailKey: email.key, codeId: made.id, code: made.code, origin }
    await enqueueJob(tx, { kind: 'email_code_request', tenantId: tenant.id, sealed: JSON.stringify(request), runAt: await readClock(tx) })
    return made.token
  })
}

const noCodes = () => new AppError('wrong_state', { reason: 'method_removed', sentence: 'Codes by mail are not used here. Choose another way to sign in.' })

/** The job behind a request. Done twice, it mails the same code a second time. */
export async function answerCodeJob({ id, tenantId, sealed }: LeasedJob): Promise<void> {
  if (tenantId !== null && sealed !== null) await answerCodeRequest(tenantId, JSON.parse(open(sealed, sealContext(tenantId, id))) as CodeRequest)
}

/** Mails a code to a person who is active, a few times in an hour at most. Nobody is told which it was. */
async function answerCodeRequest(tenantId: string, { emailKey, codeId, code, origin }: CodeRequest): Promise<void> {
  const account = await findAccount(tenantId, emailKey)
  if (account?.status !== 'active') return
  if (account.requiredConnection !== null) return tellOfRequiredSso(tenantId, account.administratorId, account.requiredConnection)
  if (!(await hasRoom('first', account))) return
  await transaction(async (tx) => {
    if (!(await isCodeOpen(tx, tenantId, codeId))) return
    if (!(await mailCode(tx, { ...account, code }))) return
    await recordAudit(tx, [{ tenantId, actor: { kind: 'stranger' }, action: 'session.code_sent', outcome: 'done', affectedId: account.administratorId, origin }])
  })
}

/** The code that a sign-in owes whose password was right. @param token of the pending sign-in's cookie @throws AppError signed_out with the reason `start_over` · too_many · wrong_state */
export async function sendSecondCode({ token, origin }: { token: string | undefined; origin: AuditOrigin }): Promise<void> {
  await limitSignIns(origin)
  const { tenantId, administratorId, id: pendingId, emailKey } = await getPending(token)
  if (!(await hasRoom('second', { tenantId, administratorId }))) throw new AppError('too_many', { sentence: `You were sent ${PER_MAILBOX} codes within the last hour. Use the newest one, or wait a little.` })
  await transaction(async (tx) => {
    const made = await makeSecondCode(tx, { tenantId, pendingId, account: accountKey(tenantId, emailKey) })
    if (!made) throw noCodes()
    await mailCode(tx, { tenantId, administratorId, code: made.code })
    await recordAudit(tx, [{ tenantId, actor: { kind: 'stranger' }, action: 'session.code_sent', outcome: 'done', affectedId: administratorId, origin }])
  })
}

interface Whose { tenantId: string; administratorId: string }

/** Apart for each step: strangers, who may ask at the first, use up nothing of what whoever knows the password is sent. */
const hasRoom = async (step: 'first' | 'second', { tenantId, administratorId }: Whose) => takeSlot(`email-code-mail:${step}:${tenantId}:${administratorId}`, PER_MAILBOX, HOUR_SECONDS)

async function mailCode(tx: Tx, { tenantId, administratorId, code }: Whose & { code: string }): Promise<boolean> {
  const person = await tx.administrator.findUnique({
    where: { tenantId_id: { tenantId, id: administratorId } },
    select: { email: true, givenName: true, familyName: true, pool: { select: { tenant: { select: { name: true } } } } },
  })
  if (!person) return false
  await queueMail(tx, {
    tenantId, administratorId, to: person.email, now: await readClock(tx),
    letter: { name: 'sign_in_code', code, lifetimeSeconds: EMAIL_CODE_SECONDS, tenantName: person.pool.tenant.name, recipientName: personName(person) },
  })
  return true
}
