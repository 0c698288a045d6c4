import 'server-only'
import type { SessionFacts } from '@/lib/authn/session-facts'
import { requiresMfa } from '@/lib/authz/grants'
import type { RoleKey } from '@/lib/authz/policy'
import { db } from '@/lib/db/client'
import { countRecoveryCodes } from './recovery-codes'

/** One second factor as its owner sees it. Times are epoch milliseconds. */
export interface FactorView {
  id: string
  kind: 'totp' | 'passkey'
  name: string
  addedAt: number
  lastUsedAt: number | null
  /** too many wrong codes in a row: refused until another factor, a recovery code or a reset frees it */
  blocked: boolean
  /** false: the MFA policy no longer takes this kind, so it counts for nothing */
  allowed: boolean
}

export interface OwnFactorsView {
  factors: FactorView[]
  codesLeft: number
  /** kinds that the MFA policy takes */
  allowed: FactorView['kind'][]
  /** the next one is the first that counts: it also asks for a code that is mailed */
  first: boolean
  /** roles held that count for nothing without a factor */
  needing: RoleKey[]
}

/** One's own second factors, the oldest first. */
export async function listOwnFactors({ actor }: SessionFacts): Promise<OwnFactorsView> {
  const { tenantId, administratorId } = actor
  const [rows, tenant, codesLeft] = await Promise.all([
    db().secondFactor.findMany({
      where: { tenantId, administratorId, confirmedAt: { not: null } },
      select: { id: true, kind: true, name: true, confirmedAt: true, lastUsedAt: true, blockedAt: true },
      orderBy: [{ confirmedAt: 'asc' }, { id: 'asc' }],
    }),
    db().tenant.findUniqueOrThrow({ where: { id: tenantId }, select: { mfaAllowedFactors: true } }),
    countRecoveryCodes(db(), { tenantId, administratorId }),
  ])
  return {
    factors: rows.map(({ id, kind, name, confirmedAt, lastUsedAt, blockedAt }) => ({
      id, kind, name, addedAt: confirmedAt!.getTime(), lastUsedAt: lastUsedAt?.getTime() ?? null, blocked: blockedAt !== null, allowed: tenant.mfaAllowedFactors.includes(kind),
    })),
    codesLeft, allowed: tenant.mfaAllowedFactors, first: actor.factorEnrolledAt === null,
    needing: [...new Set(actor.grants.filter(({ role }) => requiresMfa(role, actor.mfa)).map(({ role }) => role))],
  }
}
