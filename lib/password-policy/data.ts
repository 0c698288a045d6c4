import 'server-only'
import type { Cleared } from '@/lib/authz/cleared'
import type { Actor } from '@/lib/authz/grants'
import { Prisma, db, type Tx } from '@/lib/db/client'
import { env } from '@/lib/env'
import { AppError } from '@/lib/errors/app-error'
import { previewOf, type Previewed } from '@/lib/preview/refuse-other-preview'
import { POLICY_COLUMNS, passwordPolicyOf, shortestAllowed } from './policy-terms'
import type { PasswordPolicyValues } from './schema'

/** The policy as it leaves the server: what is in force. */
export interface PasswordPolicyView extends PasswordPolicyValues {
  version: number
  /** how short a password may be made while MFA is as it is */
  shortest: number
  /** whether a breach service is asked besides the bundled list */
  breachService: boolean
  /** when everybody was last asked for a new one, epoch milliseconds */
  askedAt: number | null
}

/** Whose passwords are due, of people in active status who have one that works. */
export interface PasswordImpact {
  people: number
  /** who changes theirs at the next sign-in as things stand */
  due: number
  /** under the expiry that was asked about */
  dueUnder: number
}

async function readPolicy(tx: Tx, tenantId: string): Promise<PasswordPolicyView> {
  const row = await tx.tenant.findUniqueOrThrow({ where: { id: tenantId }, select: { ...POLICY_COLUMNS, passwordExpiryDays: true, passwordChangeAskedAt: true, passwordVersion: true } })
  return { ...passwordPolicyOf(row), expiryDays: row.passwordExpiryDays, version: row.passwordVersion, shortest: shortestAllowed(row.mfaRequiredForEveryone), breachService: env().BREACH_RANGE_URL !== '', askedAt: row.passwordChangeAskedAt?.getTime() ?? null }
}

export async function getPasswordPolicy({ actor }: Cleared<'password-policy:read'>): Promise<PasswordPolicyView> {
  return readPolicy(db() as unknown as Tx, actor.tenantId)
}

/** The policy of an action, the tenant's row being locked. @throws AppError conflict with what stands there now */
export async function getPasswordPolicyForChange(tx: Tx, tenantId: string, version: number): Promise<PasswordPolicyView> {
  const current = await readPolicy(tx, tenantId)
  if (current.version !== version) throw new AppError('conflict', { sentence: 'Somebody else changed the password policy while you had it open. Nothing was saved.', details: { current } })
  return current
}

/** @returns the columns of the tenant's row that hold these values */
export function asColumns(values: PasswordPolicyValues) {
  return {
    passwordMinimumLength: values.minimumLength, passwordMinimumStrength: values.minimumStrength,
    passwordCapitals: values.capitals, passwordLowercase: values.lowercase, passwordDigits: values.digits, passwordSpecials: values.specials,
    passwordHistoryLength: values.historyLength, passwordExpiryDays: values.expiryDays, passwordRefuseCommon: values.refuseCommon, passwordRefuseOwnWords: values.refuseOwnWords,
  }
}

/** What an expiry would mean, with what stands for it. Of everything else on the form nobody is asked before they change theirs. */
export async function previewExpiry({ actor }: Cleared<'password-policy:read'>, expiryDays: number | null): Promise<Previewed<PasswordImpact>> {
  return previewOf({ expiryDays }, await getPasswordImpact(db() as unknown as Tx, actor, expiryDays))
}

const [HOUR_MS, DAY_MS] = [3_600_000, 86_400_000]

/** What is due, as passwordDue() has it: whatever was chosen up to this moment (epoch milliseconds), and after it nothing. */
function dueUntil(askedAt: Date | null, expiryDays: number | null, now: number): number | null {
  const limits = [...(askedAt === null ? [] : [askedAt.getTime() - 1]), ...(expiryDays === null ? [] : [now - expiryDays * DAY_MS])]
  return limits.length === 0 ? null : Math.max(...limits)
}

/**
 * Counted now, by the hours in which passwords that work were chosen; the hour of a limit one by one. A password cannot be judged by its hash:
 * stricter rules bind when it is changed.
 */
export async function getPasswordImpact(tx: Tx, { tenantId, now }: Pick<Actor, 'tenantId' | 'now'>, expiryDays: number | null): Promise<PasswordImpact> {
  const { passwordExpiryDays, passwordChangeAskedAt } = await tx.tenant.findUniqueOrThrow({ where: { id: tenantId }, select: { passwordExpiryDays: true, passwordChangeAskedAt: true } })
  const working = Prisma.sql`FROM password_credential WHERE tenant_id = ${tenantId}::uuid AND of_active`
  const due = (until: number | null) => {
    if (until === null) return Prisma.sql`coalesce(sum(passwords) FILTER (WHERE state = 'must_change'), 0)::int`
    const hour = Math.floor(until / HOUR_MS)
    return Prisma.sql`coalesce(sum(passwords) FILTER (WHERE state = 'must_change' OR changed_hour < ${hour}::int), 0)::int + (SELECT count(*)::int ${working} AND state = 'usable' AND changed_hour = ${hour}::int AND changed_at <= ${new Date(until)})`
  }
  const [row] = await tx.$queryRaw<PasswordImpact[]>`
    SELECT coalesce(sum(passwords), 0)::int AS people, ${due(dueUntil(passwordChangeAskedAt, passwordExpiryDays, now))} AS due, ${due(dueUntil(passwordChangeAskedAt, expiryDays, now))} AS "dueUnder"
    FROM (SELECT state, changed_hour, count(*) AS passwords ${working} AND state IN ('usable', 'must_change') GROUP BY state, changed_hour) AS hours`
  return row!
}
