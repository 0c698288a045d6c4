// Every action there is, attacked over plain HTTP: by nobody, from elsewhere, with too much, with the wrong, with garbage. Nothing may change.
import { expect } from '@playwright/test'
import { test, type World } from './attack-world'
import { callAction, callActionRaw, honest, offeredActions, type OfferedAction } from './call-action'
import { DOORS, type ListedDoor } from './doors'
import { MAY_BE_LEFT_OUT, OWN_SAMPLES, PUBLIC_SAMPLES } from './own-samples'
import { said } from './said'
import { SAMPLES } from './samples'
import type { Headers } from './send-request'
import { shareOf } from './share'
import { twist, twistTexts } from './twist-input'

const EVIL = 'https://evil.example'

/** Where a request may come from that is not a page of ours (T66). */
function foreignOrigins(door: number): [string, Headers][] {
  const site = { 'sec-fetch-site': 'same-origin' }
  const { origin } = honest() as { origin: string }
  const everywhere: [string, Headers][] = [
    ['no origin', {}], ['origin null', { origin: 'null' }], ['foreign origin', { origin: EVIL }],
    ['foreign origin, forwarded host', { origin: EVIL, 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' }],
  ]
  const here: [string, Headers][] = [
    ['no origin, same site', site], ['origin null, same site', { ...site, origin: 'null' }],
    ['foreign origin, host', { origin: EVIL, host: 'evil.example' }], ['no origin, forwarded host', { 'x-forwarded-host': 'evil.example' }],
    ['our origin in front', { origin: `${origin}.evil.example` }], ['our origin, http upgraded', { origin: origin.replace('http:', 'https:') }],
    ['cross-site', { origin, 'sec-fetch-site': 'cross-site' }], ['same-site', { origin, 'sec-fetch-site': 'same-site' }], ['typed in', { origin, 'sec-fetch-site': 'none' }],
  ]
  return [...everywhere, ...shareOf(here, door, 5)]
}

const GARBAGE: [string, string][] = [
  ['text/plain;charset=UTF-8', ''], ['text/plain;charset=UTF-8', 'hello'], ['text/plain;charset=UTF-8', '[{"a":'], ['text/plain;charset=UTF-8', '["$1"]'], ['text/plain;charset=UTF-8', '["$F1"]'],
  ['text/plain;charset=UTF-8', '["$Q1"]'], ['text/plain;charset=UTF-8', '["$B1"]'], ['text/plain;charset=UTF-8', '{"then":"$1:__proto__:then"}'], ['text/plain;charset=UTF-8', '\uFEFF[{}]'],
  ['text/plain;charset=UTF-8', `${'['.repeat(40_000)}${']'.repeat(40_000)}`], ['text/plain;charset=UTF-8', `${'{"a":'.repeat(15_000)}1${'}'.repeat(15_000)}`],
  ['multipart/form-data; boundary=b', '--b\r\ncontent-disposition: form-data; name="0"\r\n\r\n["$K1'], ['multipart/form-data', 'x'], ['multipart/form-data; boundary=b', '--b--\r\n'],
  ['multipart/form-data; boundary=b', '--b\r\ncontent-disposition: form-data; name="0"\r\n\r\n["$1:constructor:constructor"]\r\n--b\r\ncontent-disposition: form-data; name="1"\r\n\r\n{}\r\n--b--\r\n'],
]

async function unchanged(world: World, attack: () => Promise<string[]>): Promise<void> {
  const before = await world.fingerprint()
  expect(await attack()).toEqual([])
  expect(await world.fingerprint()).toEqual(before)
}

const numberOf = ({ where }: OfferedAction) => DOORS.findIndex((door) => door.where === where)

function offered(door: ListedDoor): OfferedAction {
  const action = offeredActions().find(({ where }) => where === door.where)
  expect(action, 'no page of the build carries it').toBeDefined()
  return action!
}

/** Where there is no proxy, which reads a body before anybody else, Next hangs up in the middle of one that is too large: refused as well. */
function hungUp(error: unknown): { status: number; result: undefined } {
  if (process.env.CASTELLAN_WITHOUT_PROXY !== '1' || (error as { code?: string }).code !== 'ECONNRESET') throw error
  return { status: 413, result: undefined }
}

/** Refused before anything of ours saw it: with a status that says so, no result, and within a second. */
async function refusedWhole(action: OfferedAction, cookie: string, args: readonly unknown[]): Promise<string[]> {
  const wrong: string[] = []
  const door = numberOf(action)
  for (const [how, headers] of foreignOrigins(door)) {
    const { status, result } = await callAction({ action, args, cookie, headers })
    if (status !== 403 || result) wrong.push(`[T66] ${how}: ${status} ${JSON.stringify(result)}`)
  }
  for (const bytes of [100_000, 2_000_000]) {
    const { status, result } = await callActionRaw({ action, body: `[{"a":"${'x'.repeat(bytes)}"${' '.repeat(4_000)}}]`, contentType: 'text/plain;charset=UTF-8', cookie }).catch(hungUp)
    if (status !== 413 || result) wrong.push(`[T67] ${bytes} bytes: ${status} ${JSON.stringify(result)}`)
  }
  for (const [contentType, body] of shareOf(GARBAGE, door, 5)) {
    const ask = async () => callActionRaw({ action, body, contentType, cookie })
    const { status, result, milliseconds: first, text } = await ask()
    const refused = status === 400 || result?.error?.code === 'invalid_input' || result?.failure?.code === 'invalid_input'
    // What costs the server more than a second does so each time; a machine that stood still for a moment does not.
    const milliseconds = first > 1000 ? Math.min((await ask()).milliseconds, (await ask()).milliseconds) : first
    if (!refused || milliseconds > 1000 || /\bat \S+ \(|node_modules|prisma|postgres/i.test(text)) wrong.push(`[T67] ${contentType} ${body.slice(0, 40)}: ${status} ${milliseconds} ms ${text.slice(0, 200)}`)
  }
  return wrong
}

async function refusedTwists(action: OfferedAction, cookie: string, input: Record<string, unknown>): Promise<string[]> {
  const wrong: string[] = []
  for (const { how, input: twisted } of twist(input, (coveted) => [...coveted.slice(0, 2), ...shareOf(coveted.slice(2), numberOf(action), 4)])) {
    const code = said(await callAction({ action, args: [twisted], cookie }))
    if (code !== 'invalid_input') wrong.push(`[T50] ${how}: ${code}`)
  }
  return wrong
}

/** Makes a key of its own each time, which takes long; its twin that changes one has the same texts. */
const TEXTS_ELSEWHERE = ['createSamlConnection']

/** Odd texts may be taken or refused; none is an error of ours. */
async function survivesTexts(action: OfferedAction, cookie: string, input: Record<string, unknown>): Promise<void> {
  const wrong: string[] = []
  for (const { how, input: twisted } of twistTexts(input)) {
    const code = said(await callAction({ action, args: [twisted], cookie }))
    if (['internal', 'busy'].includes(code) || code.startsWith('status')) wrong.push(`${how}: ${code}`)
  }
  expect(wrong).toEqual([])
}

for (const door of DOORS.filter(({ kind }) => kind === 'action')) {
  test(`[T50] [T65] [T66] [T67] ${door.name}, attacked`, async ({ world }) => {
    test.setTimeout(120_000)
    const action = offered(door)
    const owner = world.attackers.client_owner
    expect(SAMPLES[door.name], 'write a sample for it in e2e/guards/samples.ts').toBeDefined()
    const { input } = await SAMPLES[door.name]!.make({ world, side: 'own', attacker: owner })
    await unchanged(world, async () => {
      const anonymous: string[] = []
      for (const cookie of [undefined, '', 'x', 'A'.repeat(43), `${owner.token}x`, '../../x', owner.id]) {
        const code = said(await callAction({ action, args: [input], cookie }))
        if (code !== 'signed_out') anonymous.push(`as nobody (${cookie}): ${code}`)
      }
      return [...anonymous, ...(await refusedWhole(action, owner.token, [input])), ...(await refusedTwists(action, owner.token, input))]
    })
    if (!TEXTS_ELSEWHERE.includes(door.name)) await survivesTexts(action, owner.token, input)
  })
}

for (const door of DOORS.filter(({ kind }) => kind === 'own-action')) {
  test(`[T50] [T65] [T66] [T67] ${door.name}, attacked; one's own for everybody`, async ({ world }) => {
    test.setTimeout(120_000)
    const action = offered(door)
    const sample = OWN_SAMPLES[door.name]
    expect(sample, 'write a sample for it in e2e/guards/own-samples.ts').toBeDefined()
    const owner = world.attackers.client_owner
    await unchanged(world, async () => {
      const nobody = said(await callAction({ action, args: [sample!.input()] }))
      return [...(nobody === 'signed_out' ? [] : [`as nobody: ${nobody}`]), ...(await refusedWhole(action, owner.token, [sample!.input()])), ...(await refusedTwists(action, owner.token, sample!.input()))]
    })
    // Of the cast, not of the attackers: some of these end all other sessions.
    for (const [name, { email }] of Object.entries(world.home.people)) {
      if (['ines', 'noor'].includes(name)) continue
      const token = await world.backstage('plantSession', { email })
      const code = said(await callAction({ action, args: [sample!.input()], cookie: token }))
      expect(sample!.settled, `${name}: ${code}`).toContain(code)
    }
  })
}

for (const door of DOORS.filter(({ kind }) => kind === 'public-action')) {
  test(`[T50] [T65] [T66] [T67] ${door.name}, attacked`, async ({ world }) => {
    const action = offered(door)
    const fields = PUBLIC_SAMPLES[door.name]?.(world.home.slug)
    expect(fields, 'write a sample for it in e2e/guards/own-samples.ts').toBeDefined()
    const form = (entries: [string, string | File][]) => {
      const made = new FormData()
      for (const [name, value] of entries) made.append(name, value)
      return made
    }
    const entries = Object.entries(fields!)
    await unchanged(world, async () => {
      const wrong: string[] = []
      const invalid = async (how: string, args: unknown[]) => {
        const code = said(await callAction({ action, args }))
        if (code !== 'invalid_input') wrong.push(`[T50] ${how}: ${code}`)
      }
      for (const key of ['role', 'tenantId', 'status', 'passwordHash', 'id', '__proto__', 'constructor']) await invalid(`extra ${key}`, [{}, form([...entries, [key, 'client_owner']])])
      for (const [name, value] of entries) {
        await invalid(`${name} twice`, [{}, form([...entries, [name, value]])])
        await invalid(`${name} as a file`, [{}, form(entries.map(([key, text]) => (key === name ? [key, new File(['x'], 'x')] : [key, text])))])
        if (!MAY_BE_LEFT_OUT[door.name]?.includes(name)) await invalid(`without ${name}`, [{}, form(entries.filter(([key]) => key !== name))])
      }
      for (const instead of [null, undefined, 'text', [], { ...fields }, { email: { contains: '@' }, password: { not: '' } }]) await invalid(`a form that is ${JSON.stringify(instead)}`, [{}, instead])
      return [...wrong, ...(await refusedWhole(action, '', [{}, form(entries)]))]
    })
  })
}
