import 'server-only'
import { randomInt } from 'node:crypto'
import type { Work } from '@/lib/actions/work'
import type { AuditOrigin } from '@/lib/audit/record'
import { addressKey, takeSlotIn } from '@/lib/authn/rate-limits'
import type { SessionFacts } from '@/lib/authn/session-facts'
import { accountKey, forgetFailures, reserveAttempt, type AttemptKey } from '@/lib/authn/sign-in-attempts'
import { keyedHash } from '@/lib/crypto/seal'
import type { Tx } from '@/lib/db/client'
import { transaction } from '@/lib/db/transaction'
import { AppError } from '@/lib/errors/app-error'
import { personName } from '@/lib/format/person-name'
import { queueMail } from '@/lib/mail/queue-mail'

/** No longer than ASVS 6.5.5 lets a code by mail live. */
const LIFETIME_SECONDS = 600
const MOST_TRIES = 5
const MOST_AN_HOUR = 5

/** What the first factor also brings: the code that was mailed, counted already. */
export interface Mailed {
  code: string
  counted: AttemptKey
}

interface Whose { tenantId: string; administratorId: string }

const hashOf = ({ tenantId, administratorId }: Whose, code: string) => keyedHash('enrolment code', `${tenantId}:${administratorId}:${code}`)

const wrong = (sentence: string) => new AppError('wrong_code', { sentence, fields: { mailedCode: sentence } })

/**
 * Mails the code that the first second factor also asks for: whoever has the password alone cannot enrol one. An earlier code stops working.
 * @throws AppError wrong_state where a factor is enrolled, too_many
 */
export async function sendEnrolmentCode({ tx, tenantId, actor, facts, now, record }: Work): Promise<void> {
  const { administratorId, factorEnrolledAt } = actor
  if (factorEnrolledAt !== null) throw new AppError('wrong_state', { sentence: 'You have a second factor already: it confirms the next one, and no code is mailed.' })
  if (!(await takeSlotIn(tx, `enrolment-code:${tenantId}:${administratorId}`, MOST_AN_HOUR, 3600))) {
    throw new AppError('too_many', { sentence: `You were sent ${MOST_AN_HOUR} codes within the last hour. Use the newest one, or wait a little.` })
  }
  const code = randomInt(1_000_000).toString().padStart(6, '0')
  const row = { codeHash: hashOf({ tenantId, administratorId }, code), createdAt: new Date(now), expiresAt: new Date(now + LIFETIME_SECONDS * 1000), tries: 0, usedAt: null }
  await tx.enrolmentCode.upsert({ where: { tenantId_administratorId: { tenantId, administratorId } }, create: { tenantId, administratorId, ...row }, update: row })
  await queueMail(tx, {
    tenantId, administratorId, to: facts.person.email, now, dedupKey: `enrolment-code:${administratorId}`,
    letter: { name: 'enrolment_code', code, lifetimeSeconds: LIFETIME_SECONDS, tenantName: facts.tenant.name, recipientName: personName(facts.person) },
  })
  record({ action: 'factor.code_sent', target: { type: 'administrator', id: administratorId }, affectedId: administratorId })
}

/**
 * Counts a try of the mailed code before it is compared, as every code is; then takeEnrolmentCode() in the transaction of the enrolment.
 * @throws AppError wrong_code
 */
async function reserveEnrolmentTry({ tenantId, administratorId, origin }: Whose & { origin: AuditOrigin }): Promise<AttemptKey> {
  const { emailKey } = await transaction(async (tx) => tx.administrator.findUniqueOrThrow({ where: { tenantId_id: { tenantId, id: administratorId } }, select: { emailKey: true } }))
  const attempt: AttemptKey = { tenantId, account: accountKey(tenantId, emailKey), address: addressKey(origin.address), kind: 'code' }
  const reservation = await reserveAttempt(attempt)
  if (!reservation.allowed) throw wrong('Codes were tried too often from here. Wait half an hour.')
  const counted = await transaction(async (tx) => tx.$executeRaw`
    UPDATE enrolment_code SET tries = tries + 1
    WHERE tenant_id = ${tenantId}::uuid AND administrator_id = ${administratorId}::uuid AND tries < ${MOST_TRIES} AND used_at IS NULL AND expires_at > castellan_now()`)
  if (counted !== 1) throw wrong('This code has run out or was tried too often. Have another one sent.')
  return attempt
}

/** What was typed of the mailed code, counted; null where a factor is enrolled, which needs none, or nothing was typed. @throws AppError wrong_code */
export async function countMailedCode({ actor: { tenantId, administratorId, factorEnrolledAt } }: SessionFacts, code: string | undefined, origin: AuditOrigin): Promise<Mailed | null> {
  if (factorEnrolledAt !== null || code === undefined) return null
  return { code, counted: await reserveEnrolmentTry({ tenantId, administratorId, origin }) }
}

/** Uses the mailed code, once, by a guarded update. @throws AppError wrong_code */
export async function takeEnrolmentCode(tx: Tx, whose: Whose & { now: number }, { code, counted }: Mailed): Promise<void> {
  const { tenantId, administratorId, now } = whose
  const taken = await tx.$executeRaw`
    UPDATE enrolment_code SET used_at = ${new Date(now)}
    WHERE tenant_id = ${tenantId}::uuid AND administrator_id = ${administratorId}::uuid AND code_hash = ${hashOf(whose, code.trim())} AND used_at IS NULL AND expires_at > ${new Date(now)}`
  if (taken !== 1) throw wrong('This is not the code of the newest mail.')
  await forgetFailures(tx, counted)
}
