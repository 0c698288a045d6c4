import { describe, expect, it } from 'vitest'
import { ApproveRequestInput, CancelActivationInput, DeactivateInput, DenyRequestInput, NudgeInput, RevokeRequestInput, SubmitRequestsInput, WithdrawRequestInput } from './schema'

const ID = '01234567-89ab-4def-8123-456789abcdef'
const item = { grantId: ID, seconds: 1800 }
const wrong = (schema: { safeParse: (given: unknown) => { success: boolean; error?: { issues: { path: PropertyKey[]; message: string }[] } } }, given: unknown) => (schema.safeParse(given).error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`)
const asked = (more: object) => wrong(SubmitRequestsInput, { items: [{ ...item, ...more }] }).map((line) => line.replace(/^items\.0\./, ''))

describe('what is asked for', () => {
  it('is a role and a length at least', () => {
    expect(SubmitRequestsInput.parse({ items: [item] })).toEqual({ items: [{ ...item, justification: '', ticket: '' }] })
    const whole = { ...item, place: { type: 'workspace', id: ID }, startsAt: 0, extendsId: ID, justification: 'a\n\tb', ticket: 'OPS-1' }
    expect(SubmitRequestsInput.parse({ items: [whole] })).toEqual({ items: [whole] })
    expect(asked({ grantId: 'x' })).toEqual(['grantId: Choose a role.'])
    expect([asked({ more: 1 }).length, wrong(SubmitRequestsInput, { items: [item], more: 1 }).length, asked({ extendsId: 'x' }).length]).toEqual([1, 1, 1])
  })

  it('is one to ten of them', () => {
    const many = (count: number) => wrong(SubmitRequestsInput, { items: Array.from({ length: count }, () => item) })
    expect([many(0), many(1), many(10), many(11)]).toEqual([['items: Choose a role.'], [], [], ['items: Ask for at most 10 at once.']])
  })

  it('is for half an hour to a day, in quarters of an hour', () => {
    expect([1800, 2700, 86_400].flatMap((seconds) => asked({ seconds }))).toEqual([])
    expect([900, 87_300, 1801, '1800'].map((seconds) => asked({ seconds }))).toEqual([['seconds: Choose at least 30 minutes.'], ['seconds: Choose at most 24 hours.'], ['seconds: Choose a multiple of 15 minutes.'], ['seconds: Choose how long.']])
  })

  it('is in a place that there can be, at a moment that there can be', () => {
    expect([{ type: 'organization', id: ID }, { type: 'workspace', id: ID }].flatMap((place) => asked({ place }))).toEqual([])
    expect([{ type: 'tenant' }, { type: 'workspace', id: 'x' }, { type: 'organization', id: 'x' }, { type: 'workspace', id: ID, more: 1 }, { type: 'organization', id: ID, more: 1 }].map((place) => asked({ place }).length)).toEqual([1, 1, 1, 1, 1])
    expect([asked({ startsAt: 0 }), asked({ startsAt: 7_258_118_400_000 })]).toEqual([[], []])
    expect([-1, 'x', 7_258_118_400_001].map((startsAt) => asked({ startsAt }))).toEqual([['startsAt: Choose a date and time.'], ['startsAt: Choose a date and time.'], ['startsAt: Choose a date before the year 2200.']])
  })

  it.each([['justification', 1000], ['ticket', 200]])('%s is text of at most %i characters that can be stored', (field, most) => {
    expect([asked({ [field]: 'x'.repeat(most) }), asked({ [field]: '😀'.repeat(most) }), asked({ [field]: ` ${'x'.repeat(most)} ` })]).toEqual([[], [], []])
    expect([asked({ [field]: 'x'.repeat(most + 1) }), asked({ [field]: ' '.repeat(4001) }), asked({ [field]: ' '.repeat(4000) })]).toEqual([[`${field}: Use at most ${most} characters.`], [`${field}: Use at most ${most} characters.`], []])
    for (const bad of ['a\0b', 'a\x1Bb', 'a\x7Fb', 'a\uD800b']) expect(asked({ [field]: bad })).toEqual([`${field}: This contains a character that cannot be stored. Remove it.`])
    for (const fine of ['a\nb', 'a\r\nb', 'a\tb', 'ünïcödé', '😀']) expect(asked({ [field]: fine })).toEqual([])
    expect(SubmitRequestsInput.parse({ items: [{ ...item, [field]: '  a  ' }] }).items[0]).toMatchObject({ [field]: 'a' })
  })
})

describe('what is done with a request', () => {
  const which = { requestId: ID }
  it('names it, and nothing besides', () => {
    for (const schema of [WithdrawRequestInput, CancelActivationInput, DeactivateInput, NudgeInput]) {
      expect(schema.parse(which)).toEqual(which)
      expect([schema.safeParse({ requestId: 'x' }).success, schema.safeParse({ ...which, more: 1 }).success, schema.safeParse({}).success]).toEqual([false, false, false])
    }
  })

  it('is approved as it was seen, for less if so, with or without a reason', () => {
    const seen = { ...which, version: 1 }
    expect(ApproveRequestInput.parse(seen)).toEqual({ ...seen, reason: '' })
    expect(ApproveRequestInput.parse({ ...seen, seconds: 900, reason: ' ok ' })).toEqual({ ...seen, seconds: 900, reason: 'ok' })
    expect(wrong(ApproveRequestInput, { ...seen, seconds: 86_400 })).toEqual([])
    expect([0, 899, 901, 87_300, 'x'].map((seconds) => wrong(ApproveRequestInput, { ...seen, seconds }).at(-1))).toEqual([
      'seconds: Choose at least 15 minutes.', 'seconds: Choose a multiple of 15 minutes.', 'seconds: Choose a multiple of 15 minutes.', 'seconds: Choose at most 24 hours.', 'seconds: Choose how long.',
    ])
    expect([{ version: 0 }, { version: 1.5 }, { version: undefined }, { more: 1 }, { reason: 'x'.repeat(1001) }].filter((more) => ApproveRequestInput.safeParse({ ...seen, ...more }).success)).toEqual([])
  })

  it('is denied and revoked with a reason', () => {
    expect(DenyRequestInput.parse({ ...which, version: 2, reason: ' no ' })).toEqual({ ...which, version: 2, reason: 'no' })
    expect(RevokeRequestInput.parse({ ...which, reason: ' no ' })).toEqual({ ...which, reason: 'no' })
    for (const reason of ['', ' ']) expect([wrong(DenyRequestInput, { ...which, version: 2, reason }), wrong(RevokeRequestInput, { ...which, reason })]).toEqual([['reason: Write a reason.'], ['reason: Write a reason.']])
    expect([DenyRequestInput.safeParse({ ...which, version: 2, reason: 'x', more: 1 }), RevokeRequestInput.safeParse({ ...which, reason: 'x', more: 1 }), DenyRequestInput.safeParse({ ...which, reason: 'x' }), RevokeRequestInput.safeParse({ ...which, reason: 'x'.repeat(1001) })].map(({ success }) => success)).toEqual([false, false, false, false])
  })
})
