// The whole matrix over HTTP: each action behind a permission × fourteen roles × own, neighbouring and foreign scope, against can().
import { expect } from '@playwright/test'
import { ROLE_KEYS, permissionRow, type Permission } from '../../lib/authz/policy'
import { test, type Attacker, type Side } from './attack-world'
import { callAction, offeredActions } from './call-action'
import { DOORS } from './doors'
import { said } from './said'
import { SAMPLES, type Sample } from './samples'

const REFUSED = ['forbidden', 'not_found']
const actions = DOORS.filter(({ kind }) => kind === 'action')

/** Ones that no page of the build carries yet; a browser cannot call them. It only shrinks. */
const ON_NO_PAGE: readonly string[] = []

function sidesOf(scope: string, sample: Sample): Side[] {
  if (sample.nowhereElse) return ['own']
  return scope === 'tenant' ? ['own', 'other tenant'] : ['own', 'other place', 'other tenant']
}

test('[T65] every action of the build is on the list, and every action on the list is in the build', () => {
  const offered = offeredActions().map(({ where }) => where)
  const listed = DOORS.filter(({ kind }) => kind.endsWith('action')).map(({ where }) => where)
  expect(offered.filter((where) => !listed.includes(where))).toEqual([])
  expect(listed.filter((where) => !offered.includes(where)).map((where) => where.split(' ')[1]).toSorted()).toEqual([...ON_NO_PAGE].toSorted())
})

for (const door of actions) {
  const permission = door.permissions[0]!
  test(`[T65] [T26] ${door.name}: fourteen roles, every scope, as can() says; refused leaves no trace`, async ({ world }) => {
    test.setTimeout(120_000)
    const action = offeredActions().find(({ where }) => where === door.where)
    expect(action !== undefined || ON_NO_PAGE.includes(door.name), 'no page carries it').toBe(true)
    const sample = SAMPLES[door.name]
    expect(sample, 'write a sample for it in e2e/guards/samples.ts').toBeDefined()
    if (!action || !sample) return

    const attempts: { attacker: Attacker; side: Side; input: unknown; allowed: boolean }[] = []
    for (const side of sidesOf(permissionRow(permission).scope, sample)) {
      for (const role of ROLE_KEYS) {
        const attacker = world.attackers[role]
        const { input, about } = await sample.make({ world, side, attacker })
        const may = async (asked: Permission) => world.backstage('mayThey', { token: attacker.token, permission: asked, about })
        const allowed = side !== 'other tenant' && (await may(permission)) && (sample.also === undefined || (await may(sample.also)))
        attempts.push({ attacker, side, input, allowed })
      }
    }
    // Somebody may, and somebody may not: else the sample proves nothing.
    expect(new Set(attempts.filter(({ side }) => side === 'own').map(({ allowed }) => allowed)).size).toBe(2)

    const before = await world.fingerprint()
    const refused = attempts.filter(({ allowed }) => !allowed)
    const answers: string[] = []
    for (const { attacker, side, input } of refused) {
      const code = said(await callAction({ action, args: [input], cookie: attacker.token }))
      // What lies in another tenant does not exist, even for who may do everything in their own.
      const owner = side === 'other tenant' && attacker.role === 'client_owner'
      if (owner ? code !== (sample.abroad ?? 'not_found') : !REFUSED.includes(code) && !(side === 'other tenant' && code === sample.abroad)) answers.push(`${attacker.role}, ${side}: ${code}`)
    }
    expect(answers).toEqual([])
    const sensitive = door.stepUp === 'always' || (door.stepUp === 'privileged-role' && sample.privileged)
    if (sensitive && !['stopInviteList', 'revokeInvitation'].includes(door.name)) {
      for (const { attacker, side, input, allowed } of attempts) {
        if (allowed) expect(`${attacker.role}, ${side}: ${said(await callAction({ action, args: [input], cookie: attacker.stale }))}`).toBe(`${attacker.role}, ${side}: step_up_required`)
      }
    }
    expect(await world.fingerprint()).toEqual(before)

    const failed: string[] = []
    for (const { attacker, side } of attempts.filter(({ allowed }) => allowed)) {
      const { input } = await sample.make({ world, side, attacker })
      const code = said(await callAction({ action, args: [input], cookie: attacker.token }))
      if (code !== 'done' && !sample.settled?.includes(code)) failed.push(`${attacker.role}, ${side}: ${code} ${JSON.stringify(input)}`)
    }
    expect(failed).toEqual([])
  })
}
