import { beforeEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { AppError } from '@/lib/errors/app-error'
import { answer, failureOf } from './answer'
import { definePublicAction } from './define-public-action'
import { doorOf } from './doors'

const stage = vi.hoisted(() => ({ foreign: false, logged: [] as string[], lines: [] as unknown[] }))
class ControlFlow extends Error {}
vi.mock('./request-origin', () => ({
  refuseForeignOrigin: async () => {
    if (stage.foreign) throw new AppError('wrong_origin')
  },
  requestOrigin: async () => ({ requestId: 'r', address: 'a', userAgent: 'u' }),
}))
vi.mock('@/lib/log-refused', () => ({ logRefused: (entry: unknown) => void stage.lines.push(entry) }))
vi.mock('@/lib/log', () => ({
  logBug: (error: Error, where: string) => {
    stage.logged.push(`${where}: ${error.message}`)
    return 'ref-1'
  },
}))
vi.mock('next/navigation', () => ({
  forbidden: () => {
    throw new ControlFlow('answered 403')
  },
  unstable_rethrow: (error: unknown) => {
    if (error instanceof ControlFlow) throw error
  },
}))

beforeEach(() => void Object.assign(stage, { foreign: false, logged: [], lines: [] }))

const form = (...fields: [string, string | Blob][]) => {
  const data = new FormData()
  for (const [name, value] of fields) data.append(name, value)
  return data
}
const BROKEN = new Error('a fault of ours')
const enter = definePublicAction({
  name: 'public:enter', input: z.strictObject({ email: z.string(), password: z.string().min(3) }), keep: ['email', 'tenant'],
  run: async ({ origin }, { email, password }) => {
    if (password === 'wrong') throw new AppError('wrong_credentials')
    if (password === 'fault') throw BROKEN
    if (password === 'elsewhere') throw new ControlFlow('sent on')
    return { done: `${email} from ${origin.address}` }
  },
})
const loose = definePublicAction({ name: 'public:loose', input: z.record(z.string(), z.unknown()), run: async (_given, fields) => ({ done: Object.keys(fields).join() }) })
const submit = async (...fields: [string, string | Blob][]) => enter({}, form(...fields))

describe('a form before there is a session', () => {
  it('is read field by field, without what Next sends along', async () => {
    expect(await submit(['email', 'a@b'], ['password', 'right'], ['$ACTION_ID_1', 'x'], ['$ACTION_ID_1', 'y'])).toEqual({ done: 'a@b from a' })
    expect(doorOf(enter)).toEqual({ kind: 'public-action', name: 'public:enter' })
  })

  it('gives back what may be shown again, and never the password', async () => {
    expect(await submit(['email', 'a@b'], ['password', 'wrong'])).toMatchObject({ failure: { code: 'wrong_credentials' }, values: { email: 'a@b' } })
    const said = await submit(['email', 'a@b'], ['password', 'x'])
    expect(said).toMatchObject({ failure: { code: 'invalid_input', fields: { password: expect.any(String) } } })
    expect(said.values).toEqual({ email: 'a@b' })
    const bare = definePublicAction({ name: 'public:bare', input: z.strictObject({}), run: async () => ({}) })
    expect((await bare({}, form(['email', 'a@b']))).values).toEqual({})
    expect(Object.keys((await submit(['email', 'a@b'])).values!)).toEqual(['email'])
  })

  it('takes plain, single texts only, and no field that every object has', async () => {
    for (const fields of [[['email', 'a'], ['email', 'b'], ['password', 'right']], [['email', new Blob(['a'])], ['password', 'right']], [['email', 'a'], ['password', 'right'], ['more', 'x']], [['email', 'a'], ['password', 'right'], ['__proto__', 'x']]] as [string, string | Blob][][]) {
      expect((await submit(...fields)).failure?.code).toBe('invalid_input')
    }
    expect(stage.lines).toContainEqual({ what: 'odd input', door: 'public:enter' })
    // Also where the form itself would take anything: the last of two would have spoken.
    for (const fields of [[['a', 'x'], ['a', 'y']], [['a', new Blob(['x'])]]] as [string, string | Blob][][]) expect(await loose({}, form(...fields))).toMatchObject({ failure: { code: 'invalid_input' } })
    for (const nothing of [null, {}, 'email=a', [['email', 'a']]]) expect(await enter({}, nothing as unknown as FormData)).toMatchObject({ failure: { code: 'invalid_input' }, values: {} })
    expect(await loose({}, form(['toString', 'x']))).toEqual({ done: 'toString' })
  })

  it('[T66] from elsewhere is answered 403, and Next’s own control flow passes', async () => {
    await expect(submit(['email', 'a'], ['password', 'elsewhere'])).rejects.toThrow('sent on')
    stage.foreign = true
    await expect(submit(['email', 'a'], ['password', 'right'])).rejects.toThrow('answered 403')
  })

  it('tells a fault of ours by a reference only', async () => {
    expect(await submit(['email', 'a'], ['password', 'fault'])).toEqual({ failure: { code: 'internal', reference: 'ref-1', sentence: 'Something went wrong on our side. Nothing was changed.' }, values: { email: 'a' } })
    expect(stage.logged).toEqual(['public:enter: a fault of ours'])
  })
})

describe('the answer to a browser', () => {
  const throwing = async (error: unknown) => answer('here', async () => {
    throw error
  })

  it('is what was done, what is known to be wrong, or a reference', async () => {
    expect(await answer('here', async () => 1)).toEqual({ ok: true, data: 1 })
    expect(await throwing(new AppError('conflict'))).toMatchObject({ ok: false, error: { code: 'conflict' } })
    expect(await throwing(Object.assign(new Error('gone'), { code: 'ECONNREFUSED' }))).toMatchObject({ ok: false, error: { code: 'busy' } })
    expect(stage.logged).toEqual([])
    expect(await throwing(BROKEN)).toMatchObject({ ok: false, error: { code: 'internal', reference: 'ref-1' } })
    expect(stage.logged).toEqual(['here: a fault of ours'])
    expect(failureOf(new AppError('busy'), 'here').code).toBe('busy')
  })

  it('[T66] to a request from elsewhere is 403; Next’s own control flow passes', async () => {
    await expect(throwing(new AppError('wrong_origin'))).rejects.toThrow('answered 403')
    await expect(throwing(Object.assign(new Error('not ours'), { code: 'wrong_origin' }))).resolves.toMatchObject({ ok: false })
    await expect(throwing(new ControlFlow('sent on'))).rejects.toThrow('sent on')
  })
})
