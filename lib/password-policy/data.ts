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

/**
 * Counted now, from indexes alone: all passwords that work, less those of people in another than active status, who are few. Each is due as
 * passwordDue() has it, compared with moments that are the same for all. A password cannot be judged by its hash: stricter rules bind when it is changed.
 */
export async function getPasswordImpact(tx: Tx, { tenantId, now }: Pick<Actor, 'tenantId' | 'now'>, expiryDays: number | null): Promise<PasswordImpact> {
  const at = new Date(now)
  const counted = (passwords: Prisma.Sql) => Prisma.sql`
    SELECT count(*)::int AS people,
      (count(*) FILTER (WHERE c.state = 'must_change' OR c.changed_at < t.asked OR c.changed_at <= t.expired))::int AS due,
      (count(*) FILTER (WHERE c.state = 'must_change' OR c.changed_at < t.asked OR c.changed_at <= t.would_expire))::int AS due_under
    FROM ${passwords} CROSS JOIN moments t WHERE c.tenant_id = ${tenantId}::uuid AND c.state IN ('usable', 'must_change')`
  const [row] = await tx.$queryRaw<PasswordImpact[]>`
    WITH moments AS MATERIALIZED (
      SELECT coalesce(password_change_asked_at, '-infinity') AS asked, coalesce(${at}::timestamptz - make_interval(days => password_expiry_days), '-infinity') AS expired,
        coalesce(${at}::timestamptz - make_interval(days => ${expiryDays}::int), '-infinity') AS would_expire
      FROM tenant WHERE id = ${tenantId}::uuid
    ), everybody AS (${counted(Prisma.sql`password_credential c`)}), away AS (${counted(Prisma.sql`password_credential c JOIN administrator a ON a.tenant_id = c.tenant_id AND a.id = c.administrator_id AND a.list_bucket = ANY ('{0,1,4,5,6,7}')`)})
    SELECT e.people - w.people AS people, e.due - w.due AS due, e.due_under - w.due_under AS "dueUnder" FROM everybody e CROSS JOIN away w`
  return row!
}
