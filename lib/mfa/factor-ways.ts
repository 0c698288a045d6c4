import 'server-only'
import { Prisma, db, type Tx } from '@/lib/db/client'
import { takesMethod } from '@/lib/sign-in-methods/data'

/** The ways in which a person can give a second factor. Names of authenticator apps are their own, to choose between several. */
export interface FactorWays {
  apps: { id: string; name: string }[]
  passkey: boolean
  recoveryCode: boolean
}

/**
 * Whether a factor `f` of `administrator a` in `tenant t` is one that is asked for and taken: of a kind that the policy takes, and at
 * break-glass accounts of any. Where somebody has none of such a kind, what they have is still asked for: it satisfies nothing that needs
 * a second factor (session-facts.ts), but a policy that is tightened must not leave an account with its password alone.
 */
export const IS_ASKED = Prisma.sql`(f.kind = ANY (t.mfa_allowed_factors) OR a.break_glass_at IS NOT NULL OR NOT a.factor_kinds && t.mfa_allowed_factors)`

/** Whether recovery codes are taken of `administrator a`: at break-glass accounts always. */
export const TAKES_RECOVERY = Prisma.sql`(a.break_glass_at IS NOT NULL OR ${takesMethod(Prisma.sql`a.tenant_id`, 'recovery_code', 'second')})`

/**
 * What a person has to prove who they are with. A blocked one is among them: whoever asks learns nothing of that here.
 * @param within the transaction that acts on it
 * @returns null where nothing is enrolled
 */
export async function findFactorWays(tenantId: string, administratorId: string, within: Pick<Tx, '$queryRaw'> = db() as unknown as Tx): Promise<FactorWays | null> {
  const rows = await within.$queryRaw<{ id: string; name: string; kind: 'totp' | 'passkey'; codes: boolean }[]>`
    SELECT f.id, f.name, f.kind::text AS kind,
      EXISTS (SELECT FROM recovery_code r WHERE r.tenant_id = f.tenant_id AND r.administrator_id = f.administrator_id AND r.used_at IS NULL) AND ${TAKES_RECOVERY} AS codes
    FROM second_factor f JOIN tenant t ON t.id = f.tenant_id JOIN administrator a ON a.tenant_id = f.tenant_id AND a.id = f.administrator_id
    WHERE f.tenant_id = ${tenantId}::uuid AND f.administrator_id = ${administratorId}::uuid AND f.confirmed_at IS NOT NULL
      AND ${IS_ASKED}
    ORDER BY f.created_at, f.id`
  if (rows.length === 0) return null
  return {
    apps: rows.filter(({ kind }) => kind === 'totp').map(({ id, name }) => ({ id, name })),
    passkey: rows.some(({ kind }) => kind === 'passkey'),
    recoveryCode: rows[0]!.codes,
  }
}
