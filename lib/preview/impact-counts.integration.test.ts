import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { setImmediate } from 'node:timers/promises'
import { ALWAYS_MFA, ROLE_KEYS, type RoleKey } from '@/lib/authz/policy'
import { closeDatabase, db, pool, type Tx } from '@/lib/db/client'
import { sweepOldRows } from '@/lib/jobs/sweep-old-rows'
import { getMfaImpact } from '@/lib/mfa-policy/data'
import type { FactorKind } from '@/lib/mfa-policy/policy-bounds'
import type { MfaPolicyValues } from '@/lib/mfa-policy/schema'
import { getPasswordImpact } from '@/lib/password-policy/data'
import { getSessionImpact } from '@/lib/session-policy/data'
import { getMethodsImpact } from '@/lib/sign-in-methods/data'
import type { FirstMethod, SecondMethod } from '@/lib/sign-in-methods/methods'
import { disposableTenant, type DisposableTenant } from '@/prisma/factories/disposable-tenant'
import { addPeople } from '@/prisma/factories/people'
import { moveClock } from '@/prisma/factories/test-clock'
import { testDatabase } from '@/prisma/factories/test-database'
import { connect } from '@/scripts/postgres-roles.mjs'

// What is counted from indexes and copies that triggers keep, against the tables that say it: person by person, without either.

const PEOPLE = 420
let tenant: DisposableTenant
const now = Date.now()
const tx = () => db() as unknown as Tx

async function ask<R>(text: string, ...values: unknown[]): Promise<R[]> {
  return (await pool().query(text, [tenant.id, ...values])).rows as R[]
}

/** Every mixture of status, factors, password, grace, roles and break-glass, by the number in the address; some of it changed once more. */
async function mix(): Promise<void> {
  const { poolId } = await db().administrator.findFirstOrThrow({ where: { tenantId: tenant.id }, select: { poolId: true } })
  await addPeople(pool(), { tenantId: tenant.id, poolId, people: PEOPLE, domain: 'mixed.example' })
  const mixed = "tenant_id = $1 AND email_key LIKE '%@mixed.example'"
  const n = "substring(email_key FROM '[0-9]+')::int"
  await ask(`UPDATE administrator SET factor_kinds = '{}', factor_enrolled_at = NULL WHERE ${mixed}`)
  await ask(`INSERT INTO second_factor (tenant_id, administrator_id, kind, name, created_at, confirmed_at, secret_sealed) SELECT tenant_id, id, 'totp', 'App', castellan_now(), castellan_now(), 'planted' FROM administrator WHERE ${mixed} AND ${n} % 3 = 0`)
  await ask(`INSERT INTO second_factor (tenant_id, administrator_id, kind, name, created_at, confirmed_at, credential_id, public_key, sign_count) SELECT tenant_id, id, 'passkey', 'Key', castellan_now(), castellan_now(), sha256(id::text::bytea), '\\x00', 0 FROM administrator WHERE ${mixed} AND ${n} % 4 = 0`)
  await ask(`DELETE FROM second_factor f USING administrator a WHERE f.tenant_id = $1 AND a.tenant_id = $1 AND a.id = f.administrator_id AND a.email_key LIKE '%@mixed.example' AND substring(a.email_key FROM '[0-9]+')::int % 36 = 0`)
  await ask(`INSERT INTO password_credential (tenant_id, administrator_id, hash, pepper_key_id, state, changed_at)
    SELECT tenant_id, id, 'of nobody', 'test', (ARRAY['usable', 'must_change', 'must_reset', 'usable', 'usable'])[1 + ${n} % 5]::password_state, castellan_now() - (${n} % 200) * interval '1 day' - (${n} * 37 % 1440) * interval '1 minute' FROM administrator WHERE ${mixed} AND ${n} % 11 <> 0`)
  await ask(`DELETE FROM password_credential c USING administrator a WHERE c.tenant_id = $1 AND a.tenant_id = $1 AND a.id = c.administrator_id AND a.email_key LIKE '%@mixed.example' AND substring(a.email_key FROM '[0-9]+')::int % 13 = 0`)
  await ask(`UPDATE administrator SET mfa_bound_at = CASE WHEN ${n} % 2 = 0 THEN castellan_now() - (${n} % 17) * interval '1 day' END, mfa_without_grace = ${n} % 19 = 0, break_glass_at = CASE WHEN ${n} % 23 = 0 THEN castellan_now() END WHERE ${mixed}`)
  // A second role for many: running, over, withdrawn.
  await ask(`INSERT INTO role_grant (tenant_id, administrator_id, role, scope, source, starts_at, ends_at, revoked_at)
    SELECT tenant_id, id, ($2::text[])[1 + ${n} % 3], 'tenant', 'seed', castellan_now() - interval '40 days', CASE WHEN ${n} % 5 = 1 THEN castellan_now() - interval '1 day' WHEN ${n} % 5 = 2 THEN castellan_now() + interval '1 day' END, CASE WHEN ${n} % 10 = 3 THEN castellan_now() END
    FROM administrator WHERE ${mixed} AND ${n} % 7 < 4 ON CONFLICT DO NOTHING`, ['client_security_admin', 'client_compliance_auditor', 'auditor'])
  await ask("UPDATE administrator SET status = 'active' WHERE tenant_id = $1 AND email_key LIKE '%6@mixed.example' AND status = 'inactive'")
  await ask("UPDATE administrator SET status = 'inactive' WHERE tenant_id = $1 AND email_key LIKE '%7@mixed.example' AND status = 'active'")
}

interface Person { active: boolean; kinds: FactorKind[]; roles: RoleKey[]; ending: boolean; bound: Date | null; without_grace: boolean; glass: boolean; password: 'usable' | 'must_change' | 'must_reset' | null; age: number | null }
let everybody: Person[]

/** Those in active status, with the roles they hold at a moment. */
const readEverybody = async (at: number) => (await ask<Person>(
  `SELECT a.status = 'active' AS active, a.mfa_bound_at AS bound, a.mfa_without_grace AS without_grace, a.break_glass_at IS NOT NULL AS glass, coalesce(a.roles_until < $2::timestamptz + interval '2 days', false) AS ending, c.state AS password, extract(epoch FROM $2::timestamptz - c.changed_at)::float8 AS age,
     ARRAY(SELECT f.kind::text FROM second_factor f WHERE f.tenant_id = a.tenant_id AND f.administrator_id = a.id AND f.confirmed_at IS NOT NULL) AS kinds,
     ARRAY(SELECT DISTINCT g.role::text FROM role_grant g WHERE g.tenant_id = a.tenant_id AND g.administrator_id = a.id AND g.revoked_at IS NULL AND (g.ends_at IS NULL OR g.ends_at > $2::timestamptz)) AS roles
   FROM administrator a LEFT JOIN password_credential c ON c.tenant_id = a.tenant_id AND c.administrator_id = a.id WHERE a.tenant_id = $1`, new Date(at))).filter(({ active }) => active)

beforeAll(async () => {
  tenant = await disposableTenant()
  await mix()
  everybody = await readEverybody(now)
})
afterAll(closeDatabase)

const DAY_MS = 86_400_000
const meet = (some: readonly string[], others: readonly string[]) => some.some((one) => others.includes(one))
const count = (of: (person: Person) => boolean, among = everybody) => among.filter((person) => of(person)).length

describe('what policies would do is counted exactly', () => {
  it('among people of every kind', () => {
    const few = [count(({ glass }) => glass), count(({ kinds }) => kinds.length === 2), count(({ kinds, password }) => kinds.length > 0 && password === null), count(({ roles }) => roles.length > 1), count(({ roles }) => roles.includes('client_security_admin')), count(({ ending }) => ending)]
    expect(few.filter((people) => people < 5)).toEqual([])
  })

  const kinds: FactorKind[][] = [['totp'], ['passkey'], ['totp', 'passkey']]
  it.each<{ everyone: boolean; roles: RoleKey[] }>([
    { everyone: true, roles: [] }, { everyone: true, roles: ['auditor'] }, { everyone: false, roles: [] }, { everyone: false, roles: ['client_admin', 'client_compliance_auditor', 'member'] }, { everyone: false, roles: [...ROLE_KEYS] },
  ])('an MFA policy for $everyone, $roles; now, and when roles have ended of which nobody wrote anything', async ({ everyone, roles }) => {
    for (const at of [now, now + 2 * DAY_MS]) {
      const them = await readEverybody(at)
      const among = (of: (person: Person) => boolean) => count(of, them)
      for (const policy of kinds.flatMap((allowedFactors) => [0, 3, 14].map((graceDays): MfaPolicyValues => ({ everyone, roles, allowedFactors, graceDays, stepUpMinutes: 5 })))) {
        const without = (person: Person) => !meet(person.kinds, policy.allowedFactors)
        const always = (person: Person) => meet(person.roles, [...ALWAYS_MFA])
        const asked = (person: Person) => without(person) && (everyone || always(person) || meet(person.roles, roles))
        const late = ({ bound, without_grace }: Person) => policy.graceDays === 0 || without_grace || (bound !== null && bound.getTime() + policy.graceDays * DAY_MS <= at)
        const { ways: _ways, ...counted } = await getMfaImpact(tx(), { tenantId: tenant.id, now: at }, policy)
        expect({ policy, ...counted }).toEqual({
          policy, everyone: { people: them.length, without: among(without) }, asked: among(asked), waiting: among((person) => asked(person) && (always(person) || late(person))),
          roles: Object.fromEntries(ROLE_KEYS.map((role) => [role, { people: among((person) => person.roles.includes(role)), without: among((person) => person.roles.includes(role) && without(person)) }])),
        })
      }
    }
  })

  const firsts: FirstMethod[][] = [['password'], ['passkey'], ['email_code'], ['password', 'passkey'], ['passkey', 'email_code']]
  const seconds: SecondMethod[][] = [['totp', 'passkey'], ['totp'], ['passkey', 'email_code']]
  it.each(firsts.map((was) => [was]))('other methods than %j', async (was) => {
    await ask("DELETE FROM sign_in_method WHERE tenant_id = $1 AND step = 'first'")
    await ask("INSERT INTO sign_in_method (tenant_id, step, method, position) SELECT $1, 'first', m, n FROM unnest($2::text[]) WITH ORDINALITY AS t (m, n)", was)
    const opens = (methods: FirstMethod[], person: Person) => methods.includes('email_code') || (methods.includes('passkey') && person.kinds.includes('passkey')) || (methods.includes('password') && person.password !== null)
    for (const first of firsts) {
      for (const second of seconds) {
        const { ways: _ways, ...counted } = await getMethodsImpact(tx(), tenant.id, { first, second })
        expect({ first, second, ...counted }).toEqual({
          first, second, shutOut: count((person) => !person.glass && opens(was, person) && !opens(first, person)), bereft: count((person) => person.kinds.length > 0 && !meet(person.kinds, second)),
          mailed: count((person) => second.includes('email_code') && !person.glass && person.kinds.length === 0),
        })
      }
    }
  })

  it('passwords that expire', async () => {
    await ask("UPDATE tenant SET password_expiry_days = 150, password_change_asked_at = $2::timestamptz - interval '170 days' WHERE id = $1", new Date(now))
    for (const expiryDays of [null, 1, 90, 730]) {
      const due = (days: number | null) => count(({ password, age }) => password === 'must_change' || (password === 'usable' && (age! > 170 * 86_400 || (days !== null && age! >= days * 86_400))))
      expect({ expiryDays, ...(await getPasswordImpact(tx(), { tenantId: tenant.id, now }, expiryDays)) }).toEqual({ expiryDays, people: count(({ password }) => password === 'usable' || password === 'must_change'), due: due(150), dueUnder: due(expiryDays) })
    }
  })

  it('passwords of the very moment from which a limit counts', async () => {
    const asked = now - 10 * DAY_MS
    const moments = [asked - 1, asked, asked + 1, now - 5 * DAY_MS, now - 5 * DAY_MS + 1, now - 5 * DAY_MS - 1]
    await ask("UPDATE tenant SET password_expiry_days = NULL, password_change_asked_at = $2 WHERE id = $1", new Date(asked))
    const people = (await ask<{ id: string }>("SELECT administrator_id AS id FROM password_credential WHERE tenant_id = $1 AND of_active AND state = 'usable' ORDER BY 1 LIMIT $2", moments.length)).map(({ id }) => id)
    const dueOf = async (expiryDays: number | null) => getPasswordImpact(tx(), { tenantId: tenant.id, now }, expiryDays)
    // One at a time, while all others are new: each counts by itself.
    const alone: number[][] = []
    for (const moment of moments) {
      await ask("UPDATE password_credential SET changed_at = $2 WHERE tenant_id = $1 AND administrator_id = ANY ($3::uuid[])", new Date(now), people)
      const before = await dueOf(5)
      await ask("UPDATE password_credential SET changed_at = $2 WHERE tenant_id = $1 AND administrator_id = $3", new Date(moment), people[0])
      const after = await dueOf(5)
      alone.push([after.due - before.due, after.dueUnder - before.dueUnder])
    }
    expect(alone).toEqual([[1, 1], [0, 1], [0, 1], [0, 1], [0, 0], [0, 1]])
  })

  it('limits of sessions', async () => {
    await ask("UPDATE tenant SET idle_timeout_seconds = 3600, absolute_timeout_seconds = 43200 WHERE id = $1")
    await ask(`INSERT INTO session (tenant_id, administrator_id, token_hash, created_at, last_seen_at, expires_at)
      SELECT tenant_id, id, sha256((id::text || k)::bytea), $2::timestamptz - (substring(email_key FROM '[0-9]+')::int % 15) * interval '1 hour', $2::timestamptz - (substring(email_key FROM '[0-9]+')::int * k % 70) * interval '1 minute', $2::timestamptz + interval '1 hour'
      FROM administrator, generate_series(1, 2) AS k WHERE tenant_id = $1 AND email_key LIKE '%@mixed.example'`, new Date(now))
    const [plain] = await ask<object>(
      `SELECT count(*)::int AS running, count(*) FILTER (WHERE over)::int AS ending, count(DISTINCT administrator_id) FILTER (WHERE over)::int AS people FROM (
         SELECT s.administrator_id, s.created_at <= $2::timestamptz - interval '2 hours' OR s.last_seen_at <= $2::timestamptz - interval '20 minutes' AS over FROM session s JOIN administrator a ON a.id = s.administrator_id AND a.status = 'active'
         WHERE s.tenant_id = $1 AND s.created_at > $2::timestamptz - interval '12 hours' AND s.last_seen_at > $2::timestamptz - interval '1 hour') AS s`, new Date(now))
    expect(await getSessionImpact(tx(), { tenantId: tenant.id, sessionId: tenant.id, now }, { idleMinutes: 20, absoluteHours: 2 })).toEqual({ ...plain, yours: false })
  })
})

describe('what stands in the row', () => {
  const someone = async () => (await ask<{ id: string }>("SELECT administrator_id AS id FROM password_credential WHERE tenant_id = $1 AND of_active LIMIT 1"))[0]!.id
  const isOfActive = async (id: string) => (await ask<{ of_active: boolean }>("SELECT of_active FROM password_credential WHERE tenant_id = $1 AND administrator_id = $2", id))[0]?.of_active
  const disagree = async () => ask("SELECT a.id FROM administrator a, password_credential c WHERE a.tenant_id = $1 AND c.tenant_id = a.tenant_id AND c.administrator_id = a.id AND c.of_active <> (a.status = 'active')")

  it('follows a status that changes while a password is stored, whichever was first', async () => {
    const id = await someone()
    const [first, second] = [await connect(testDatabase.ownerUrl), await connect(testDatabase.ownerUrl)]
    try {
      const store = ["INSERT INTO password_credential (tenant_id, administrator_id, hash, pepper_key_id, changed_at) VALUES ($1, $2, 'x', 'test', castellan_now())", [tenant.id, id]] as const
      const status = (to: string) => ["UPDATE administrator SET status = $3::administrator_status WHERE tenant_id = $1 AND id = $2", [tenant.id, id, to]] as const
      for (const [one, other, then] of [[status('inactive'), store, false], [store, status('active'), true]] as const) {
        await ask('DELETE FROM password_credential WHERE tenant_id = $1 AND administrator_id = $2', id)
        await first.query('BEGIN')
        await first.query(one[0], [...one[1]])
        let through = false
        const done = second.query(other[0], [...other[1]]).finally(() => (through = true))
        while (!through && (await first.query("SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")).rowCount === 0) await setImmediate()
        await first.query('COMMIT')
        await done
        expect([await isOfActive(id), await disagree()]).toEqual([then, []])
      }
    } finally {
      await first.end()
      await second.end()
    }
  })

  it('no longer says roles that ended, once the hour has been swept; what is counted stays the same', async () => {
    const policy: MfaPolicyValues = { everyone: false, roles: [...ROLE_KEYS], allowedFactors: ['totp'], graceDays: 3, stepUpMinutes: 5 }
    const later = { tenantId: tenant.id, now: now + 3 * DAY_MS }
    const before = await getMfaImpact(tx(), later, policy)
    const saying = async () => ask<{ id: string }>("SELECT id FROM administrator WHERE tenant_id = $1 AND roles_until < $2", new Date(later.now))
    expect((await saying()).length).toBeGreaterThan(5)
    await moveClock(3 * DAY_MS)
    try {
      await sweepOldRows(null, AbortSignal.timeout(60_000))
    } finally {
      await moveClock(0)
    }
    expect([await saying(), await ask("SELECT a.id FROM administrator a, roles_of(a.tenant_id, a.id, $2) r WHERE a.tenant_id = $1 AND a.roles_held <> r.held", new Date(later.now))]).toEqual([[], []])
    expect(await getMfaImpact(tx(), later, policy)).toEqual(before)
  })
})
