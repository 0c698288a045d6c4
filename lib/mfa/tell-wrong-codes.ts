import 'server-only'
import { listOwners } from '@/lib/administrators/tell-owners'
import { recordAudit, type AuditOrigin } from '@/lib/audit/record'
import { findAccount } from '@/lib/authn/find-account'
import { addressKey, takeSlotIn } from '@/lib/authn/rate-limits'
import { tellLock } from '@/lib/authn/settle-failure'
import { accountKey } from '@/lib/authn/sign-in-attempts'
import { open } from '@/lib/crypto/seal'
import type { Tx } from '@/lib/db/client'
import { readClock, transaction } from '@/lib/db/transaction'
import { personName } from '@/lib/format/person-name'
import { enqueueJob, sealContext } from '@/lib/jobs/enqueue-job'
import type { LeasedJob } from '@/lib/jobs/lease-job'
import { queueMail } from '@/lib/mail/queue-mail'

/** What too many codes led to: this network address is refused for a while, or the authenticator app is blocked. */
type WrongCodes = { administratorId: string; origin: AuditOrigin } & ({ what: 'lock'; emailKey: string } | { what: 'block'; factorId: string })

/** By then the code that was counted last has been compared, whatever became of it: a transaction may take five seconds. */
const SETTLED_MILLISECONDS = 10_000
const DAY_SECONDS = 86_400

/** Queues the telling. The code in hand may still be right, and then there is nothing to tell: it is looked at again a little later. */
export async function queueWrongCodes(tx: Tx, { tenantId, now, ...told }: WrongCodes & { tenantId: string; now: number }): Promise<void> {
  await enqueueJob(tx, { kind: 'wrong_codes', tenantId, administratorId: told.administratorId, sealed: JSON.stringify(told), runAt: now + SETTLED_MILLISECONDS })
}

/** The job: tells of a lock, or of an authenticator app that was blocked, if it still is. */
export async function tellWrongCodes({ id, tenantId, sealed }: Pick<LeasedJob, 'id' | 'tenantId' | 'sealed'>): Promise<void> {
  if (tenantId === null || sealed === null) return
  const told = JSON.parse(open(sealed, sealContext(tenantId, id))) as WrongCodes
  if (told.what === 'block') await tellBlock(tenantId, told)
  else await tellRefusedAddress(tenantId, told)
}

async function tellRefusedAddress(tenantId: string, { emailKey, origin }: { emailKey: string; origin: AuditOrigin }): Promise<void> {
  const account = await findAccount(tenantId, emailKey)
  const address = addressKey(origin.address)
  const locked = await transaction(async (tx) => tx.signInAttempt.count({ where: { tenantId, accountKey: accountKey(tenantId, emailKey), address, kind: 'code', lockedUntil: { not: null } } }))
  if (account?.status === 'active' && locked > 0) await tellLock(account, address, origin)
}

async function tellBlock(tenantId: string, { administratorId, factorId, origin }: { administratorId: string; factorId: string; origin: AuditOrigin }): Promise<void> {
  await transaction(async (tx) => {
    const [factor] = await tx.$queryRaw<{ name: string; blocked_at: Date }[]>`
      SELECT name, blocked_at FROM second_factor WHERE tenant_id = ${tenantId}::uuid AND id = ${factorId}::uuid AND administrator_id = ${administratorId}::uuid AND blocked_at IS NOT NULL FOR UPDATE`
    // A worker may have died between the telling and the note of it.
    if (!factor || !(await takeSlotIn(tx, `factor-blocked:${factorId}:${factor.blocked_at.getTime()}`, 1, DAY_SECONDS))) return
    const person = await tx.administrator.findUniqueOrThrow({ where: { tenantId_id: { tenantId, id: administratorId } }, select: { email: true, givenName: true, familyName: true } })
    const { name: tenantName } = await tx.tenant.findUniqueOrThrow({ where: { id: tenantId }, select: { name: true } })
    const now = await readClock(tx)
    const about = { tenantName, factor: factor.name }
    await queueMail(tx, { tenantId, administratorId, to: person.email, now, letter: { name: 'factor_blocked', ...about, recipientName: personName(person) } })
    for (const owner of await listOwners({ tx, tenantId })) {
      if (owner.id === administratorId) continue
      await queueMail(tx, { tenantId, administratorId: owner.id, to: owner.email, now, letter: { name: 'factor_of_another_blocked', tenantName, recipientName: owner.name, person: `${personName(person)} (${person.email})` } })
    }
    await recordAudit(tx, [{ tenantId, actor: { kind: 'stranger' }, action: 'factor.blocked', outcome: 'done', target: { type: 'factor', id: factorId }, affectedId: administratorId, origin }])
  })
}
