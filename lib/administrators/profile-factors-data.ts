import 'server-only'
import { holds } from '@/lib/authz/can'
import type { Cleared } from '@/lib/authz/cleared'
import { NOT_BEGUN, requiresMfa } from '@/lib/authz/grants'
import { ALWAYS_MFA } from '@/lib/authz/policy'
import { pool } from '@/lib/db/client'
import type { FactorOfView, FactorsOfView, ProfileView } from './profile-view'

interface FactorRow { id: string; kind: FactorOfView['kind']; confirmed_at: Date; last_used_at: Date | null; blocked: boolean; allowed: boolean }
interface Row { factors: FactorRow[]; codes: number; break_glass_at: Date | null }

// One statement. Neither secrets nor the names that people give their devices: what helps them is the kind, and when it was used.
const FACTORS = `
SELECT a.break_glass_at,
  (SELECT count(*)::int FROM recovery_code c WHERE c.tenant_id = a.tenant_id AND c.administrator_id = a.id AND c.used_at IS NULL) AS codes,
  coalesce((SELECT json_agg(json_build_object('id', f.id, 'kind', f.kind, 'confirmed_at', f.confirmed_at, 'last_used_at', f.last_used_at, 'blocked', f.blocked_at IS NOT NULL, 'allowed', f.kind = ANY (t.mfa_allowed_factors) OR a.break_glass_at IS NOT NULL) ORDER BY f.confirmed_at, f.id)
    FROM second_factor f WHERE f.tenant_id = a.tenant_id AND f.administrator_id = a.id AND f.confirmed_at IS NOT NULL), '[]'::json) AS factors
FROM administrator a JOIN tenant t ON t.id = a.tenant_id
WHERE a.tenant_id = $1 AND a.id = $2`

const NONE: FactorsOfView = { factors: [], codesLeft: 0, waiting: [], inGrace: [], graceUntil: null, breakGlassAt: null }

/** What a person has enrolled as second factors, and what it matters for. Nothing for whoever is out of reach. */
export async function findFactorsOf({ actor }: Cleared<'administrator:read'>, { id, person, mfa, mfaGraceUntil }: Pick<ProfileView, 'id' | 'person' | 'mfa' | 'mfaGraceUntil'>): Promise<FactorsOfView> {
  if (!holds(actor, 'administrator:read')) return NONE
  const { rows } = await pool().query<Row>({ name: 'factors-of', text: FACTORS, values: [actor.tenantId, id] })
  const row = rows[0]
  if (!row) return NONE
  // Whoever has not activated yet enrols on the way in.
  const missing = !row.factors.some(({ allowed }) => allowed) && person.status !== 'new'
  const needing = missing ? [...new Set(person.grants.filter(({ role }) => requiresMfa(role, mfa)).map(({ role }) => role))] : []
  const until = mfaGraceUntil ?? 0
  const inGrace = until > actor.now ? needing.filter((role) => !ALWAYS_MFA.has(role)) : []
  return {
    factors: row.factors.map(({ id: factorId, kind, confirmed_at, last_used_at, blocked, allowed }) => ({ id: factorId, kind, addedAt: moment(confirmed_at)!, lastUsedAt: moment(last_used_at), blocked, allowed })),
    codesLeft: row.codes, breakGlassAt: row.break_glass_at?.getTime() ?? null,
    waiting: needing.filter((role) => !inGrace.includes(role)), inGrace, graceUntil: inGrace.length > 0 && until < NOT_BEGUN ? until : null,
  }
}

// Inside of JSON a moment is a text.
const moment = (at: Date | string | null): number | null => (at === null ? null : new Date(at).getTime())
