import { describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { TENANT, makeActor, type Grant } from '@/lib/authz/grants'
import { AppError } from '@/lib/errors/app-error'
import { parseKey } from './idempotency'
import { parseInput } from './parse-input'
import { recordRefusal } from './record-refusal'
import { refuseStale } from './step-up'
import { eventOf } from './work'

const audit = vi.hoisted(() => ({ recorded: [] as unknown[], fails: false, logged: [] as unknown[], refused: [] as unknown[] }))
vi.mock('@/lib/db/transaction', () => ({ transaction: async (work: (tx: string) => Promise<unknown>) => work('tx') }))
vi.mock('@/lib/audit/record', () => ({
  recordAudit: async (tx: string, events: unknown[]) => {
    if (audit.fails) throw new Error('the database is gone')
    audit.recorded.push(tx, ...events)
  },
}))
vi.mock('@/lib/log-refused', () => ({ logRefused: (entry: unknown) => void audit.refused.push(entry) }))
vi.mock('@/lib/log', () => ({ logBug: (...given: unknown[]) => void audit.logged.push(given) }))

const held = (id: string): Grant => ({ id, role: 'auditor', scope: TENANT, kind: 'active', startsAt: 0, endsAt: null, confirmed: true, placeActive: true, activation: null })
const actor = makeActor({ tenantId: 'acme', administratorId: 'me', sessionId: 's', status: 'active', factorEnrolledAt: null, factorUsedAt: null, freshFactorAt: null, mfa: { everyone: false, roles: [] }, onlyOwnersAssignClientAdmin: false, now: 1, grants: [held('a'), held('b')] })
const origin = { requestId: 'r', address: 'a', userAgent: 'u' }
const done = { tenantId: 'acme', actor: { kind: 'administrator', administratorId: 'me', sessionId: 's', roles: ['auditor'], activationId: null }, action: 'grant.created', outcome: 'done', origin }

describe('the key of a submission', () => {
  it('is a UUID or none', () => {
    const key = '01234567-89ab-4def-8123-456789abcdef'
    expect([parseKey(undefined), parseKey(null), parseKey(key)]).toEqual([undefined, undefined, key])
    for (const wrong of ['', 'x', 1, {}, [key], `${key}0`, `0${key}`, key.toUpperCase(), key.replaceAll('-', ''), key.slice(1), key.slice(0, -1)]) {
      expect(() => parseKey(wrong)).toThrow(expect.objectContaining({ code: 'invalid_input', failure: expect.objectContaining({ fields: { form: 'The request key is not valid.' } }) }))
    }
    const [first, second, third, fourth, fifth] = key.split('-')
    for (const parts of [[`${first}0`, second, third, fourth, fifth], [first, `${second}0`, third, fourth, fifth], [first, second, `${third}0`, fourth, fifth], [first, second, third, `${fourth}0`, fifth]]) expect(() => parseKey(parts.join('-'))).toThrow('invalid_input')
  })
})

describe('what was typed', () => {
  const schema = z.strictObject({ name: z.string('Say a name.').min(2, 'Too short.').regex(/^[a-z]/, 'Begin with a letter.'), place: z.object({ id: z.string('Choose a place.') }) })

  it('comes back as the schema gives it', () => {
    expect(parseInput(z.string().trim(), ' a ', 'here')).toBe('a')
  })

  it('is refused field by field, each with the first thing that is wrong', () => {
    const fieldsOf = (input: unknown) => {
      try {
        return parseInput(schema, input, 'here')
      } catch (error) {
        return (error as AppError).failure
      }
    }
    expect(fieldsOf({ name: '1', place: {} })).toMatchObject({ code: 'invalid_input', fields: { name: 'Too short.', 'place.id': 'Choose a place.' } })
    expect(fieldsOf(7)).toMatchObject({ fields: { form: expect.any(String) } })
    expect(audit.refused).toEqual([])
    // What no page of ours sends is written down as well, without what it was.
    expect(fieldsOf({ name: 'ab', place: { id: 'x' }, role: 'client_owner' })).toMatchObject({ code: 'invalid_input' })
    expect(audit.refused).toEqual([{ what: 'odd input', door: 'here' }])
  })
})

describe('[T26] how long a proof is fresh', () => {
  it('is what the tenant says, to the millisecond', () => {
    const refuse = (freshFactorAt: number | null) => () => refuseStale({ freshFactorAt, now: 1_000_000 }, 300)
    expect(refuse(700_000)).not.toThrow()
    expect(refuse(1_000_000)).not.toThrow()
    expect(refuse(699_999)).toThrow(expect.objectContaining({ code: 'step_up_required' }))
    expect(refuse(null)).toThrow('step_up_required')
    // Since the epoch: no proof is none, however early it is.
    expect(() => refuseStale({ freshFactorAt: null, now: 1 }, 300)).toThrow('step_up_required')
  })
})

describe('an event', () => {
  it('names who acted, in which roles, from where; each role once; its own name before that of the declaration', () => {
    expect(eventOf(actor, origin, 'grant.created', { affectedId: 'x' })).toEqual({ ...done, affectedId: 'x' })
    expect(eventOf(actor, origin, 'grant.created', { action: 'grant.ended' as never }).action).toBe('grant.ended')
    expect(eventOf(actor, origin, 'grant.created', {}, 'an-activation').actor).toMatchObject({ activationId: 'an-activation' })
    expect(eventOf({ ...actor, breakGlass: true }, origin, 'grant.created', {}).origin).toEqual({ ...origin, breakGlass: true })
  })

  it('is made of a refusal that matters, and of a fault of ours', async () => {
    const tell = async (error: unknown) => {
      audit.recorded = []
      await recordRefusal(error, actor, origin, 'grant.created', { affectedId: 'x' })
      return audit.recorded
    }
    const refused = { ...done, affectedId: 'x', outcome: 'refused' }
    for (const code of ['forbidden', 'step_up_required', 'last_owner', 'not_found', 'password_change_required', 'too_many', 'wrong_code'] as const) expect(await tell(new AppError(code))).toEqual(['tx', { ...refused, reason: code }])
    expect(await tell(new AppError('forbidden', { reason: 'reaching_up' }))).toEqual(['tx', { ...refused, reason: 'reaching_up' }])
    expect(await tell(new TypeError('a fault of ours'))).toEqual(['tx', { ...refused, outcome: 'failed', reason: 'internal' }])
    for (const error of [new AppError('invalid_input'), new AppError('conflict'), new AppError('busy'), Object.assign(new Error('x'), { code: 'ECONNREFUSED' })]) expect(await tell(error)).toEqual([])
    expect(audit.logged).toEqual([])
  })

  it('that cannot be written hides no refusal', async () => {
    audit.fails = true
    await expect(recordRefusal(new AppError('forbidden'), actor, origin, 'grant.created', {})).resolves.toBeUndefined()
    expect(audit.logged).toEqual([[new Error('the database is gone'), 'record-refusal']])
  })
})
