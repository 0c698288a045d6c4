import 'server-only'
import type { Cleared } from '@/lib/authz/cleared'
import { Prisma, db, pool, type Tx } from '@/lib/db/client'
import { AppError } from '@/lib/errors/app-error'
import type { FactorKind } from '@/lib/mfa-policy/policy-bounds'
import { previewOf, type Previewed } from '@/lib/preview/refuse-other-preview'
import { readOwners } from '@/lib/ways-in/data'
import { compareWays, type WaysInView } from '@/lib/ways-in/prove'
import type { World } from '@/lib/ways-in/world'
import { FIRST_METHODS, SECOND_METHODS, type FirstMethod, type Method, type Methods } from './methods'

/** @returns what somebody may begin with at a tenant, the preferred one first */
export async function listFirstMethods(tenantId: string): Promise<FirstMethod[]> {
  const { rows } = await pool().query<{ method: FirstMethod }>({ name: 'first-methods', text: `SELECT method FROM sign_in_method WHERE tenant_id = $1 AND step = 'first' ORDER BY position, method`, values: [tenantId] })
  return rows.map(({ method }) => method)
}

/** SQL over a tenant's id: whether a method is one that the tenant takes at this step, in this very statement. */
export const takesMethod = (tenantId: Prisma.Sql, method: 'password' | 'passkey' | 'email_code' | 'recovery_code', step: 'first' | 'second' = 'first') =>
  Prisma.sql`takes_method(${tenantId}, ${method}, ${step})`

/** @returns whether a tenant also asks those for a code by mail who have enrolled nothing better */
export async function takesMailedStep(tenantId: string): Promise<boolean> {
  const { rows } = await pool().query<{ takes: boolean }>({ name: 'takes-mailed-step', text: `SELECT takes_method($1, 'email_code', 'second') AS takes`, values: [tenantId] })
  return rows[0]!.takes
}

/** The methods as they leave the server. */
export interface MethodsView extends Methods {
  version: number
}

/** What methods would do to whom, counted now. */
export interface MethodsImpact {
  /** people in active status who have a way in now, and would have none */
  shutOut: number
  /** people in active status whose second factor would count no more, and who have no other */
  bereft: number
  /** people in active status who would be mailed a code after their password, and are not now */
  mailed: number
  /** each owner's ways in: as it is, and then */
  ways: WaysInView
}

async function readMethods(tx: Pick<Tx, 'tenant' | '$queryRaw'>, tenantId: string): Promise<MethodsView> {
  const [tenant, rows] = [
    await tx.tenant.findUniqueOrThrow({ where: { id: tenantId }, select: { mfaAllowedFactors: true, signInMethodsVersion: true } }),
    await tx.$queryRaw<{ method: Method; step: string }[]>`SELECT method, step FROM sign_in_method WHERE tenant_id = ${tenantId}::uuid ORDER BY position, method`,
  ]
  const at = (step: string) => rows.filter((row) => row.step === step).map(({ method }) => method)
  const first = at('first').filter((method): method is FirstMethod => FIRST_METHODS.some((one) => one === method))
  const second = SECOND_METHODS.filter((method) => (method === 'totp' || method === 'passkey' ? tenant.mfaAllowedFactors.includes(method) : at('second').includes(method)))
  return { first, second, version: tenant.signInMethodsVersion }
}

export async function getMethods({ actor }: Cleared<'sign-in:read'>): Promise<MethodsView> {
  return readMethods(db() as unknown as Tx, actor.tenantId)
}

/** The methods of an action, the tenant's row being locked. @throws AppError conflict with what stands there now */
export async function getMethodsForChange(tx: Tx, tenantId: string, version: number): Promise<MethodsView> {
  const current = await readMethods(tx, tenantId)
  if (current.version !== version) throw new AppError('conflict', { sentence: 'Somebody else changed the methods while you had them open. Nothing was saved.', details: { current } })
  return current
}

const kindsOf = ({ second }: Methods) => second.filter((method): method is FactorKind => method === 'totp' || method === 'passkey')

/** SQL over `administrator a`: whether they have a factor of one of these kinds. */
const hasAny = (kinds: readonly FactorKind[]) => Prisma.sql`a.factor_mask & factor_mask(${kinds}::factor_kind[]) <> 0`

/** SQL over `administrator a`: whether one of these methods lets a person begin; a password that must be reset does. */
const opens = (methods: Methods) => Prisma.sql`(${methods.first.includes('email_code')}
  OR (${methods.first.includes('passkey')} AND ${hasAny(['passkey'])})
  OR (${methods.first.includes('password')} AND a.has_password))`

/** What methods would do, with what stands for exactly this. */
export async function previewMethods({ actor: { tenantId } }: Cleared<'sign-in:read'>, methods: Methods): Promise<Previewed<MethodsImpact>> {
  return previewOf(aboutMethods(methods), await getMethodsImpact(db() as unknown as Tx, tenantId, methods))
}

/** @returns what a preview of methods is about. The order of the first matters: the first one is preferred */
export const aboutMethods = ({ first, second }: Methods) => ({ first: [...first], second: second.toSorted() })

/** Counted now. */
export async function getMethodsImpact(tx: Tx, tenantId: string, methods: Methods): Promise<MethodsImpact> {
  const before = await readMethods(tx, tenantId)
  const [was, is] = [kindsOf(before), kindsOf(methods)]
  const begins = methods.second.includes('email_code') && !before.second.includes('email_code')
  const shuts = Prisma.sql`${before.first.some((method) => !methods.first.includes(method))} AND ${opens(before)} AND NOT ${opens(methods)}`
  const mails = Prisma.sql`${begins} AND a.factor_mask = 0`
  // From an index alone, which does not know the accounts for the worst day: they are few, and counted again to be left out.
  const counts = tx.$queryRaw<Omit<MethodsImpact, 'ways'>[]>`
    SELECT (e.shut - g.shut)::int AS "shutOut", e.bereft::int AS bereft, (e.mailed - g.mailed)::int AS mailed
    FROM (SELECT count(*) FILTER (WHERE ${shuts}) AS shut,
        count(*) FILTER (WHERE ${was.some((kind) => !is.includes(kind))} AND ${hasAny(was)} AND NOT ${hasAny(is)}) AS bereft,
        count(*) FILTER (WHERE ${mails}) AS mailed
      FROM administrator a WHERE a.tenant_id = ${tenantId}::uuid AND a.list_bucket IN (2, 3)) e,
      (SELECT count(*) FILTER (WHERE ${shuts}) AS shut, count(*) FILTER (WHERE ${mails}) AS mailed
      FROM administrator a WHERE a.tenant_id = ${tenantId}::uuid AND a.list_bucket IN (2, 3) AND a.break_glass_at IS NOT NULL) g`
  const [[counted], { world }] = await Promise.all([counts, readOwners(tx, tenantId)])
  return { ...counted!, ways: compareWays(world, withMethods(world, methods)) }
}

/** The world in which they are what sign-in takes. */
function withMethods(world: World, methods: Methods): World {
  const second = methods.second.filter((method) => method === 'recovery_code' || method === 'email_code')
  return { ...world, methods: { first: methods.first, second }, mfa: { ...world.mfa, allowed: kindsOf(methods) } }
}
