import 'server-only'
import { randomUUID } from 'node:crypto'
import type { WorkEntry } from '@/lib/actions/work'
import { listOwners } from '@/lib/administrators/tell-owners'
import type { Link } from '@/lib/authn/link-tokens'
import { isRoleKey } from '@/lib/authz/policy'
import { isPrivilegedRole } from '@/lib/authz/rules'
import type { Tx } from '@/lib/db/client'
import { AppError } from '@/lib/errors/app-error'
import { personName } from '@/lib/format/person-name'
import { queueMail } from '@/lib/mail/queue-mail'
import { makeRecoveryCodes } from '@/lib/mfa/recovery-codes'
import { tellFactorChange } from '@/lib/mfa/tell-factors'
import { sealTotpSecret, totpStepOf } from '@/lib/mfa/totp'
import { needsApp, openDraft } from './enrolment-draft'

const NAME = 'Authenticator app'

interface Given {
  /** the draft that the page was shown, and the code the app made of it */
  draft?: string | undefined
  code?: string | undefined
  /** epoch milliseconds */
  now: number
}

/** The link stands for the mailed code: it reached the address. Codes are not counted: whoever sends one holds the secret it is made from. */
export async function enrolWithActivation(tx: Tx, link: Link, { draft, code, now }: Given): Promise<{ recoveryCodes: string[]; entries: WorkEntry[] } | null> {
  const { tenantId, administratorId } = link
  if (draft === undefined) {
    if (await needsApp(tx, tenantId, administratorId)) throw new AppError('conflict', { reason: 'factor_needed', sentence: 'Your role asks for a second factor. Open the link again: the page then shows how to enrol one.' })
    return null
  }
  const secret = openDraft(link, draft)
  if (secret === null) throw new AppError('conflict', { reason: 'draft_over', sentence: 'The picture on this page is not of this link. Open the link again and scan the new one.' })
  const step = totpStepOf(secret, code, now)
  if (step === null) throw wrongCode()
  const factorId = randomUUID()
  const at = new Date(now)
  await tx.secondFactor.create({
    data: { tenantId, id: factorId, administratorId, kind: 'totp', name: NAME, createdAt: at, confirmedAt: at, lastUsedAt: at, lastStep: step, secretSealed: sealTotpSecret(secret, { tenantId, administratorId, factorId }) },
  })
  const recoveryCodes = await makeRecoveryCodes(tx, { tenantId, administratorId, now })
  await tellFactorChange(tx, { tenantId, administratorId, now }, { what: 'enrolled', factor: NAME })
  await tellOwnersOfPrivileged(tx, { tenantId, administratorId, now })
  return {
    recoveryCodes,
    entries: [
      { action: 'factor.enrolled', target: { type: 'factor', id: factorId }, affectedId: administratorId, after: { kind: 'totp', first: true } },
      { action: 'recovery_code.made', target: { type: 'administrator', id: administratorId }, affectedId: administratorId, after: { count: recoveryCodes.length } },
    ],
  }
}

const SENTENCE = 'This is not the code that the app shows now. Wait for the next one, and check that the clock of the phone is right.'
const wrongCode = () => new AppError('wrong_code', { sentence: SENTENCE, fields: { code: SENTENCE } })

async function tellOwnersOfPrivileged(tx: Tx, { tenantId, administratorId, now }: { tenantId: string; administratorId: string; now: number }): Promise<void> {
  const { email, givenName, familyName, roleGrants, pool } = await tx.administrator.findUniqueOrThrow({
    where: { tenantId_id: { tenantId, id: administratorId } },
    select: { email: true, givenName: true, familyName: true, roleGrants: { where: { revokedAt: null }, select: { role: true } }, pool: { select: { tenant: { select: { name: true } } } } },
  })
  if (!roleGrants.some(({ role }) => isRoleKey(role) && isPrivilegedRole(role))) return
  const person = `${personName({ givenName, familyName, email })} (${email})`
  for (const owner of await listOwners({ tx, tenantId })) {
    if (owner.id === administratorId) continue
    await queueMail(tx, { tenantId, administratorId: owner.id, to: owner.email, now, letter: { name: 'factor_of_another_enrolled', tenantName: pool.tenant.name, recipientName: owner.name, person } })
  }
}
