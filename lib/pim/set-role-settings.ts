import 'server-only'
import type { Work } from '@/lib/actions/work'
import { refuseStaleVersion } from '@/lib/administrators/refuse-stale-version'
import { OWNER_ROLE, type RoleKey } from '@/lib/authz/policy'
import type { Approvers } from '@/lib/authz/rules'
import { AppError } from '@/lib/errors/app-error'
import { announce } from '@/lib/live/announce'
import { refuseOtherPreview } from '@/lib/preview/refuse-other-preview'
import { cutShort } from './cut-short'
import { isLoosening, type RolePolicy } from './is-loosening'
import { sayReach } from './reach'
import { getReach } from './reach-data'
import { findRefusedStarts } from './refused-starts'
import { DEFAULT_SETTINGS, type RoleSettings } from './role-settings'
import { getRoleSettings, type RoleSettingsRecord } from './role-settings-data'
import type { SetRoleSettingsValues } from './role-settings-input'
import { aboutReset, aboutSettings, DEFAULTS, stateReset, stateSettings } from './state-settings'
import { whyNotLoosen } from './who-may-loosen'

export interface SavedSettings {
  /** 0: the defaults hold */
  version: number
  /** what is wrong where the approvals that are asked for cannot be reached */
  outOfReach: string | null
}

/** Versions go on from the clock, so that settings that were set back and made anew never have one that they had before. */
const FIRST_VERSION_AT = 1_700_000_000

/**
 * Gives a role settings of the tenant's own. Whatever was given before and runs goes on; what is asked for from now on is judged by them,
 * what waits is judged by them when it is decided, and what is still to start and would not be given now never does (pim.md rule 2).
 * Call it under the tenant's lock.
 * @throws AppError conflict with what stands there now or with what the settings would mean now, wrong_state where nothing changes, not_found for an approver who is not there, forbidden for a loosening that is somebody else's
 */
export async function setRoleSettings(work: Work, { role, version, previewed, approvers, ...settings }: SetRoleSettingsValues): Promise<SavedSettings> {
  const { tx, tenantId, now } = work
  const asked = { role, settings, approvers }
  return change(work, { role, version }, asked, async () => {
    if (previewed !== undefined) refuseOtherPreview(previewed, aboutSettings(asked), await stateSettings(tx, { tenantId, now }, asked))
  })
}

/** Back to what holds where a tenant has said nothing. @throws AppError as above */
export async function resetRoleSettings(work: Work, { role, version, previewed }: { role: RoleKey; version: number; previewed: string }): Promise<SavedSettings> {
  const { tx, tenantId, now } = work
  return change(work, { role, version }, DEFAULTS[role], async () => refuseOtherPreview(previewed, aboutReset(role), await stateReset(tx, { tenantId, now }, role)))
}

/** @param refuseUnseen called before anything is stored: throws where what was shown is not so any more */
async function change(work: Work, { role, version }: { role: RoleKey; version: number }, { settings, approvers }: RolePolicy, refuseUnseen: () => Promise<void>): Promise<SavedSettings> {
  const { tx, tenantId, actor, now, record } = work
  const after = { settings, approvers }
  const before = await getRoleSettings(tx, tenantId, role)
  refuseStaleVersion(version, before.version, { settings: before.settings, approvers: before.approvers })
  if (isSame(before, after)) throw new AppError('wrong_state', { sentence: 'It is set like this already.', reason: 'unchanged' })
  await refuseForeignApprovers(work, after.approvers)
  if (isLoosening(before, after)) {
    const refusal = await whyNotLoosen(tx, actor, role)
    if (refusal) throw new AppError('forbidden', refusal)
  }
  await refuseUnseen()
  const stored = isSame(DEFAULTS[role], after) ? 0 : before.version === 0 ? Math.floor(now / 1000) - FIRST_VERSION_AT : before.version + 1
  await store(work, { role, ...after, version: stored })
  await cutShort(work, { requestIds: await findRefusedStarts(tx, { tenantId, now }, role, settings) }, 'settings_changed')
  record({ target: { type: 'pim_policy', id: role }, before: detailOf(role, before), after: detailOf(role, after) })
  await announce(tx, { tenantId, topic: 'pim' })
  await announce(tx, { tenantId, topic: 'roles' })
  return { version: stored, outOfReach: sayReach(await getReach(tx, tenantId, { role, ...after }, now)) }
}

async function store({ tx, tenantId, now }: Work, { role, settings, approvers, version }: RoleSettingsRecord): Promise<void> {
  if (version === 0) await tx.pimPolicy.deleteMany({ where: { tenantId, role } })
  else {
    const data = { ...settings, mailExtra: [...settings.mailExtra], version, updatedAt: new Date(now) }
    await tx.pimPolicy.upsert({ where: { tenantId_role: { tenantId, role } }, create: { ...data, tenantId, role }, update: data })
  }
  await tx.pimApprover.deleteMany({ where: { tenantId, role } })
  await tx.pimApprover.createMany({ data: [...approvers.people.map((administratorId) => ({ tenantId, role, administratorId })), ...approvers.roles.map((approverRole) => ({ tenantId, role, approverRole }))] })
}

/** Out of reach does not exist: an id of another tenant is nobody (roles.md 4). */
async function refuseForeignApprovers({ tx, tenantId }: Work, { people }: Approvers): Promise<void> {
  const there = people.length === 0 ? 0 : await tx.administrator.count({ where: { tenantId, id: { in: [...people] }, status: { not: 'deleted' } } })
  if (there !== people.length) throw new AppError('not_found', { sentence: 'One of the people named as approvers is not there any more. Take them out and save again.' })
}

function isSame(one: RolePolicy, other: RolePolicy): boolean {
  const text = ({ settings, approvers }: RolePolicy) => JSON.stringify([(Object.keys(DEFAULT_SETTINGS[OWNER_ROLE]) as (keyof RoleSettings)[]).map((key) => settings[key]), [...approvers.people].sort(), [...approvers.roles].sort()])
  return text(one) === text(other)
}

/** What the audit keeps. Addresses outside are counted: they belong to nobody who could have them erased. */
function detailOf(role: RoleKey, { settings: { mailExtra, ...settings }, approvers }: RolePolicy) {
  return { role, ...settings, mailExtra: mailExtra.length, approvers: { people: [...approvers.people], roles: [...approvers.roles] } }
}
