import 'server-only'
import type { AdministratorStatus } from '@/lib/authz/grants'
import { Prisma, type Tx } from '@/lib/db/client'
import { takesMethod } from '@/lib/sign-in-methods/data'
import type { FirstMethod } from '@/lib/sign-in-methods/methods'
import type { PasswordState } from './find-account'

/** Whoever signs in, held until the end of the transaction: what decides whether they may. */
export interface Held {
  status: AdministratorStatus
  hasFactor: boolean
  breakGlass: boolean
  /** what the tenant takes as a first step */
  methods: FirstMethod[]
  /** a code by mail is asked for after the password */
  mailedStep: boolean
  requiredConnection: string | null
  /** their password as it stands; null where it was not held, because something else was proved */
  hash: string | null
  state: PasswordState | null
}

/** The columns of one who is held; `a` is the administrator. Whatever the policy takes: where a factor is enrolled, one is owed. On the worst day mail may not arrive. */
export const HELD = Prisma.sql`a.status::text, a.factor_enrolled_at IS NOT NULL AS "hasFactor", a.break_glass_at IS NOT NULL AS "breakGlass",
        ARRAY(SELECT m.method FROM sign_in_method m WHERE m.tenant_id = a.tenant_id AND m.step = 'first') AS methods,
        a.break_glass_at IS NULL AND ${takesMethod(Prisma.sql`a.tenant_id`, 'email_code', 'second')} AS "mailedStep",
        CASE WHEN a.break_glass_at IS NULL THEN sso_required_for(a.tenant_id, a.email_key, castellan_now()) END AS "requiredConnection"`

/** Locks person and password, in this order as everybody does: whoever changes either waits for us, or what follows sees it. */
export async function holdPerson(tx: Tx, tenantId: string, administratorId: string): Promise<Held | undefined> {
  const [held] = await tx.$queryRaw<Held[]>`/* prepared */
    WITH person AS (SELECT ${HELD} FROM administrator a WHERE a.tenant_id = ${tenantId}::uuid AND a.id = ${administratorId}::uuid FOR NO KEY UPDATE),
    credential AS (SELECT hash, state::text FROM password_credential WHERE tenant_id = ${tenantId}::uuid AND administrator_id = ${administratorId}::uuid FOR UPDATE)
    SELECT person.*, hash, state FROM person LEFT JOIN credential ON true`
  return held
}
