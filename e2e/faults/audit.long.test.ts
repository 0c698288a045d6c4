/** The audit cannot be written. */
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { DEMO_PASSWORD } from '@/prisma/factories/store-cast'
import { verbs } from '../backstage/verbs'
import type { World } from '../guards/attack-world'
import { callAction, offeredActions } from '../guards/call-action'
import { DOORS } from '../guards/doors'
import { makeWorld } from '../guards/make-world'
import { OWN_SAMPLES } from '../guards/own-samples'
import { postSignIn, sessionSet } from '../guards/post-form'
import { said } from '../guards/said'
import { SAMPLES } from '../guards/samples'
import { sendRequest } from '../guards/send-request'
import type { Backstage } from '../helpers/start-backstage'
import { refuseBroken } from './broken-in'
import { startFaultyStack, type FaultyStack } from './faulty-stack'

let stack: FaultyStack
let world: World

beforeAll(async () => {
  stack = await startFaultyStack()
  const { DATABASE_URL, MIGRATION_DATABASE_URL, AUTH_SECRET, ENCRYPTION_KEYS } = stack.environment
  Object.assign(process.env, { DATABASE_URL, MIGRATION_DATABASE_URL, AUTH_SECRET, ENCRYPTION_KEYS })
  world = await makeWorld(((verb, ...[argument]) => verbs[verb](argument as never)) as Backstage)
})
afterEach(async () => refuseBroken(stack))
afterAll(async () => stack.stop())

const offered = (where: string) => offeredActions().find((action) => action.where === where)!

/** Every change that somebody who may do everything could ask for, each with the answers that are no fault: it is not done. */
async function everyChange() {
  const { client_owner: attacker } = world.attackers
  const asked: { name: string; ask: () => Promise<string>; may: string[] }[] = []
  for (const { kind, name, where } of DOORS) {
    const sample = kind === 'action' ? SAMPLES[name]! : undefined
    const own = kind === 'own-action' ? OWN_SAMPLES[name]! : undefined
    if (!sample && !own) continue
    const input = sample ? (await sample.make({ world, side: 'own', attacker })).input : own!.input()
    const settled = (sample ? sample.settled : own!.settled) ?? []
    asked.push({ name, ask: async () => said(await callAction({ action: offered(where), args: [input], cookie: attacker.token })), may: ['busy', ...settled.filter((code) => code !== 'done')] })
  }
  return asked
}

it('[F24] the disk is full: no change by any door, nobody gets in, what is forbidden stays forbidden; reading and leaving go on', async () => {
  const { client_owner: owner, member } = world.attackers
  const changes = await everyChange()
  expect(changes.length).toBeGreaterThan(40)
  const forbidden = await SAMPLES.setStatus!.make({ world, side: 'own', attacker: member })
  const before = await world.fingerprint()
  await stack.query("CREATE FUNCTION refuse_audit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$")
  await stack.query('CREATE TRIGGER refuse_audit BEFORE INSERT ON audit_event FOR EACH ROW EXECUTE FUNCTION refuse_audit()')
  try {
    const answers = new Map<string, string>()
    for (const { name, ask, may } of changes) {
      const code = await ask()
      if (!may.includes(code)) answers.set(name, code)
    }
    expect(Object.fromEntries(answers)).toEqual({})
    expect(await world.fingerprint()).toEqual(before)
    expect(said(await callAction({ action: offered('lib/administrators/actions.ts setStatus'), args: [forbidden.input], cookie: member.token }))).toBe('forbidden')
    expect(sessionSet(await postSignIn({ tenant: 'acme', email: 'adam@acme.example', password: DEMO_PASSWORD }))).toBeUndefined()
    const read = await Promise.all(['/', '/administrators', '/audit', '/account'].map(async (address) => (await sendRequest(address, { headers: { cookie: `castellan=${owner.token}` } })).status))
    expect(read).toEqual([200, 200, 200, 200])
    await callAction({ action: offered('lib/sign-in/actions.ts signOut'), args: [{}, new FormData()], cookie: owner.stale })
    expect((await sendRequest('/api/live/state', { headers: { cookie: `castellan=${owner.stale}` } })).status).toBe(401)
  } finally {
    await stack.query('DROP FUNCTION refuse_audit CASCADE')
  }
})
