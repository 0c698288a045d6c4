import { canonicalEmail } from '@/lib/authn/canonical-email'
import { db } from '@/lib/db/client'
import { readClock, transaction } from '@/lib/db/transaction'
import { isRoleKey } from '@/lib/authz/policy'
import { announce } from '@/lib/live/announce'
import { DEFAULT_SETTINGS, type RoleSettings } from '@/lib/pim/role-settings'

const person = async (email: string) => db().administrator.findFirstOrThrow({ where: { emailKey: canonicalEmail(email)!.key }, select: { tenantId: true, id: true } })

/** What journeys about PIM may do behind the stage. */
export const pimVerbs = {
  /** A role that a person holds is held as eligible from now on. */
  makeEligible: async ({ email, role }: { email: string; role: string }) => {
    const { tenantId, id: administratorId } = await person(email)
    await db().roleGrant.updateMany({ where: { tenantId, administratorId, role, revokedAt: null }, data: { kind: 'eligible' } })
  },
  /** A person is eligible for one more role. */
  addEligible: async ({ email, role }: { email: string; role: string }) => {
    const { tenantId, id: administratorId } = await person(email)
    await db().roleGrant.create({ data: { tenantId, administratorId, role, scope: 'tenant', kind: 'eligible', source: 'seed', startsAt: new Date(await transaction(readClock)) } })
  },
  /** The tenant's own settings of a role: its defaults, but for some. */
  setRoleSettings: async ({ email, role, ...more }: { email: string; role: string } & Partial<RoleSettings>) => {
    if (!isRoleKey(role)) throw new Error(`${role} is no role`)
    const { tenantId } = await person(email)
    const data = { ...DEFAULT_SETTINGS[role], ...more, mailExtra: [...(more.mailExtra ?? [])], updatedAt: new Date(await transaction(readClock)) }
    await db().pimPolicy.upsert({ where: { tenantId_role: { tenantId, role } }, create: { tenantId, role, ...data }, update: data })
  },
  /** What runs of a person ends in so many seconds; their tabs are told, as if it had been so from the start. */
  endActivationsIn: async ({ email, seconds }: { email: string; seconds: number }) => {
    const { tenantId, id: administratorId } = await person(email)
    await transaction(async (tx) => {
      const endsAt = new Date((await readClock(tx)) + seconds * 1000)
      await tx.$executeRaw`UPDATE pim_activation SET ends_at = ${endsAt}::timestamptz WHERE tenant_id = ${tenantId}::uuid AND administrator_id = ${administratorId}::uuid AND ended_at IS NULL AND ends_at > ${endsAt}::timestamptz`
      await announce(tx, { tenantId, topic: 'pim', administratorId })
    })
  },
}
