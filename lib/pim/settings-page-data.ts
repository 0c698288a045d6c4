import 'server-only'
import { can } from '@/lib/authz/can'
import type { Cleared } from '@/lib/authz/cleared'
import type { Actor } from '@/lib/authz/grants'
import { isRoleKey, type RoleKey } from '@/lib/authz/policy'
import { db, type Tx } from '@/lib/db/client'
import { personName } from '@/lib/format/person-name'
import { previewOf, type Previewed } from '@/lib/preview/refuse-other-preview'
import { sayReach } from './reach'
import { getReach, getReaches, type Asked } from './reach-data'
import { getAllRoleSettings, getRoleSettings, type RoleSettingsRecord } from './role-settings-data'
import { aboutReset, aboutSettings, readMet, stateReset, stateSettings, type Met, type StatedReset, type StatedSettings } from './state-settings'
import { whyNotLoosen } from './who-may-loosen'

/** One line of the table of roles. */
export interface RoleSettingsRow extends RoleSettingsRecord {
  active: number
  eligible: number
  /** what is wrong where the approvals cannot be reached */
  outOfReach: string | null
}

/** Everything that the form of one role shows beside its fields. */
export interface RoleSettingsView extends Met {
  record: RoleSettingsRecord
  approvers: { people: readonly { id: string; name: string; email: string }[] }
  outOfReach: string | null
  /** why the viewer may not loosen it, and who could */
  loosenRefusal: string | null
  /** what going back to the defaults would do; null while they hold */
  reset: Previewed<StatedReset> | null
}

const open = () => db() as unknown as Tx

/** @returns every role with what holds for it, in the order of the policy */
export async function listRoleSettings({ actor: { tenantId, now } }: Cleared<'pim-policy:read'>): Promise<RoleSettingsRow[]> {
  const tx = open()
  const counted = await tx.$queryRaw<{ role: string; kind: 'active' | 'eligible'; people: number }[]>`
    SELECT g.role, g.kind::text AS kind, count(DISTINCT g.administrator_id)::int AS people FROM role_grant g
    JOIN administrator a ON a.tenant_id = g.tenant_id AND a.id = g.administrator_id AND a.status <> 'deleted'
    WHERE g.tenant_id = ${tenantId}::uuid AND g.revoked_at IS NULL AND (g.ends_at IS NULL OR g.ends_at > ${new Date(now)}) GROUP BY 1, 2`
  const count = (role: RoleKey, kind: string) => counted.find((row) => row.role === role && row.kind === kind)?.people ?? 0
  const records = await getAllRoleSettings(tx, tenantId)
  const reaches = await getReaches(tx, tenantId, records, now)
  return records.map((record) => {
    const reach = reaches.get(record.role)
    return { ...record, active: count(record.role, 'active'), eligible: count(record.role, 'eligible'), outOfReach: reach ? sayReach(reach) : null }
  })
}

/** @returns what the form of a role shows, or null for a role that does not exist */
export async function findRoleSettings({ actor }: Cleared<'pim-policy:read'>, role: string): Promise<RoleSettingsView | null> {
  if (!isRoleKey(role)) return null
  const { tenantId } = actor
  const tx = open()
  const record = await getRoleSettings(tx, tenantId, role)
  const people = await tx.administrator.findMany({ where: { tenantId, id: { in: [...record.approvers.people] } }, select: { id: true, givenName: true, familyName: true, email: true } })
  const met = await readMet(tx, { tenantId, now: actor.now }, role)
  return {
    record, ...met,
    approvers: { people: people.map(({ id, email, ...names }) => ({ id, email, name: personName({ ...names, email }) })) },
    outOfReach: sayReach(await getReach(tx, tenantId, record, actor.now)),
    loosenRefusal: (await whyNotLoosen(tx, actor, role))?.sentence ?? null,
    reset: record.version === 0 ? null : previewOf(aboutReset(role), await stateReset(tx, { tenantId, now: actor.now }, role)),
  }
}

/** @returns what settings would mean if they were saved, with what stands for it. People of another tenant decide nothing here. */
export async function previewRoleSettings({ actor: { tenantId, now } }: Cleared<'pim-policy:read'>, asked: Asked): Promise<Previewed<StatedSettings>> {
  return previewOf(aboutSettings(asked), await stateSettings(open(), { tenantId, now }, asked))
}

/** @returns for each standing grant of a role why the viewer may not make it eligible, or null */
export function whyNotMadeEligible(actor: Actor, { record: { role }, standing }: RoleSettingsView): Readonly<Record<string, string | null>> {
  return Object.fromEntries(
    standing.map(({ grantId, administratorId, scope }) => {
      const side = { role, scope }
      const decision = can(actor, 'role:assign', { change: { administratorId, before: side, after: side } })
      return [grantId, decision.allowed ? null : decision.because.sentence] as const
    }),
  )
}
