import { beforeEach, describe, expect, it, vi } from 'vitest'
import { AppError } from '@/lib/errors/app-error'
import type { ActionResult } from './result'
import { StepUpContext } from './step-up-context'
import { useAction as actionInUse } from './use-action'

// The four things of React that the hook uses, without a screen: what is set is kept in the order it was set.
const hook = vi.hoisted(() => ({ confirm: null as unknown, context: null as unknown, told: [] as unknown[], dependencies: [] as unknown[] }))
vi.mock('react', async (original) => ({
  ...(await original<object>()),
  use: (context: unknown) => {
    hook.context = context
    return hook.confirm
  },
  useRef: (current: unknown) => ({ current }),
  useState: (first: unknown) => [first, (value: unknown) => void hook.told.push(value)],
  useCallback: (work: unknown, dependencies: unknown[]) => {
    hook.dependencies.push(...dependencies)
    return work
  },
}))

const DONE: ActionResult<string> = { ok: true, data: 'done' }
const refused = (code: 'step_up_required' | 'conflict' | 'busy'): ActionResult<string> => ({ ok: false, error: new AppError(code).failure })
const LOST = { code: 'busy', sentence: 'The server did not answer. What you typed is still here; try again.' }

beforeEach(() => void Object.assign(hook, { confirm: async () => false, context: null, told: [], dependencies: [] }))

function using(...answers: (ActionResult<string> | Error)[]) {
  const sent: { input: unknown; key: string }[] = []
  const action = async (input: unknown, key?: string) => {
    sent.push({ input, key: key! })
    const next = answers.shift()!
    if (next instanceof Error) throw next
    return next
  }
  return { sent, action, ...actionInUse(action) }
}

describe('an action in a component', () => {
  it('waits for nothing at first, is pending while it runs, and has no failure when it is done', async () => {
    const { run, pending, failure, clear, sent, action } = using(DONE)
    expect([pending, failure]).toEqual([false, null])
    expect(await run({ a: 1 })).toEqual(DONE)
    expect(hook.told).toEqual([true, null, null, false])
    expect(sent).toEqual([{ input: { a: 1 }, key: expect.stringMatching(/^[0-9a-f-]{36}$/) }])
    clear()
    expect(hook.told.at(-1)).toBeNull()
    expect(hook.dependencies).toEqual([action, hook.confirm])
  })

  it('tells a failure, and sends another key for another try: nothing was done', async () => {
    const { run, sent } = using(refused('conflict'), DONE)
    expect(await run('a')).toEqual(refused('conflict'))
    expect(hook.told).toEqual([true, null, refused('conflict').ok ? null : (refused('conflict') as { error: unknown }).error, false])
    await run('a')
    expect(sent[0]!.key).not.toBe(sent[1]!.key)
  })

  it('[T26] asks for a fresh factor and goes on under the same key; where it is not given, nothing was done and nothing is shown as a failure', async () => {
    hook.confirm = vi.fn<() => Promise<boolean>>(async () => true)
    const given = using(refused('step_up_required'), DONE)
    expect(hook.context).toBe(StepUpContext)
    expect(await given.run('a')).toEqual(DONE)
    expect(given.sent[0]).toEqual(given.sent[1])
    expect(hook.confirm).toHaveBeenCalledTimes(1)
    await using(refused('conflict')).run('a')
    await using(DONE).run('a')
    expect(hook.confirm).toHaveBeenCalledTimes(1)
    hook.confirm = async () => false
    const not = using(refused('step_up_required'), DONE)
    expect(await not.run('a')).toMatchObject({ ok: false, error: { code: 'step_up_required', reason: 'not_confirmed' } })
    expect(not.sent).toHaveLength(1)
    expect(hook.told.slice(-4)).toEqual([true, null, null, false])
    // Asked for once more after it was given: that is a failure like any other.
    hook.confirm = async () => true
    const twice = using(refused('step_up_required'), refused('step_up_required'))
    expect(await twice.run('a')).toEqual(refused('step_up_required'))
    expect(hook.told.at(-2)).toMatchObject({ code: 'step_up_required' })
  })

  it('keeps the key for the same input when the answer was lost: the change may have been done', async () => {
    const { run, sent } = using(new Error('offline'), new Error('offline'), DONE, DONE, new Error('offline'), DONE)
    expect(await run({ a: 1 })).toEqual({ ok: false, error: LOST })
    expect(hook.told.slice(-2)).toEqual([LOST, false])
    await run({ a: 1 })
    await run({ a: 1 })
    expect(new Set(sent.map(({ key }) => key)).size).toBe(1)
    await run({ a: 1 })
    expect(sent[3]!.key).not.toBe(sent[2]!.key)
    await run({ a: 1 })
    await run({ a: 2 })
    expect(new Set(sent.slice(3).map(({ key }) => key)).size).toBe(3)
  })

  it('[F02] keeps it where the server was too busy to know whether it was done, too', async () => {
    const { run, sent } = using(refused('busy'), DONE, DONE)
    for (let times = 0; times < 3; times++) await run({ a: 1 })
    expect([sent[1]!.key === sent[0]!.key, sent[2]!.key === sent[1]!.key]).toEqual([true, false])
  })

  it('takes an input that says nothing', async () => {
    const { run, sent } = using(new Error('offline'), DONE, DONE, refused('conflict'), DONE)
    for (let times = 0; times < 5; times++) await run(undefined)
    const keys = sent.map(({ key }) => key)
    expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/)
    expect(keys[1]).toBe(keys[0])
    expect(new Set(keys).size).toBe(4)
    expect(keys.filter((key) => key.length !== 36)).toEqual([])
  })

  it('without the frame around it nothing is confirmed', async () => {
    expect(await (StepUpContext as unknown as { _currentValue: () => Promise<boolean> })._currentValue()).toBe(false)
  })
})
