// A request in an address, in a list and in words.
import { describe, expect, it } from 'vitest'
import { ALERT_KINDS } from './alert-view'
import { REQUEST_STATES, readRequestQuery, rowsOf } from './list-query'
import { refuseOver, whatHappened } from './refuse-over'
import { readRequestCursor, writeRequestCursor } from './request-cursor'
import type { StoredState } from './request-state'
import { STATE_WORDS, countdown, roleInPlace } from './request-words'

const ID = '01234567-89ab-4def-8123-456789abcdef'

it('each state has its words: whoever changes one sees it here', async () => {
  const lines = REQUEST_STATES.map((state) => [state, STATE_WORDS[state].label, STATE_WORDS[state].tone, STATE_WORDS[state].line, whatHappened(state)].join('\t'))
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('expected/request-states.txt')
  expect(Object.keys(STATE_WORDS).toSorted()).toEqual([...REQUEST_STATES].toSorted())
  expect([roleInPlace('workspace_admin', 'Payments'), roleInPlace('workspace_admin', null)]).toEqual(['Workspace Admin in Payments', 'Workspace Admin'])
})

it('what is warned about comes with the most pressing first', () => {
  expect(ALERT_KINDS).toEqual(['few_owners', 'out_of_reach', 'against_policy', 'no_mfa', 'many_owners', 'idle_privileged', 'activated_often', 'unused', 'ending'])
})

it('time is counted down to the second that has begun', () => {
  const second = 1000
  expect([-5, 0, 1, second, second + 1, 59 * second, 60 * second, 249 * second, 3599 * second, 3600 * second, 3849 * second, 90_000 * second].map(countdown)).toEqual(['0:00', '0:00', '0:01', '0:01', '0:02', '0:59', '1:00', '4:09', '59:59', '1:00:00', '1:04:09', '25:00:00'])
})

describe('whoever comes too late', () => {
  const refusal = (state: Parameters<typeof refuseOver>[0]['state'], version: number, read: number) => {
    try {
      return refuseOver({ state, version }, read)
    } catch (error) {
      return error
    }
  }
  it('is told what happened, or that it looks different now', () => {
    expect(refusal('pending_approval', 3, 3)).toBeUndefined()
    expect(refusal('pending_approval', 4, 3)).toMatchObject({ code: 'conflict', failure: { details: { current: { state: 'pending_approval', version: 4 } } } })
    for (const state of REQUEST_STATES.filter((one) => one !== 'pending_approval')) {
      expect(refusal(state, 3, 3)).toMatchObject({ code: 'conflict', failure: { reason: state, sentence: whatHappened(state), details: { current: { state, version: 3 } } } })
    }
  })
})

describe('a page of requests in an address', () => {
  it('is read as it was written, and what is none is the first page', () => {
    for (const cursor of [{ older: true, at: 0, id: ID }, { older: false, at: 99_999_999_999_999, id: ID }]) expect(readRequestCursor(writeRequestCursor(cursor))).toEqual(cursor)
    expect(writeRequestCursor({ older: true, at: 5, id: ID })).toBe(`o5.${ID}`)
    for (const wrong of [undefined, '', `x5.${ID}`, `o.${ID}`, `o-5.${ID}`, `o5${ID}`, `o5x${ID}`, `oo5.${ID}`, ` o5.${ID}`, `o5.${ID} `, `o5.${ID.toUpperCase()}`, `o123456789012345.${ID}`, `o5.${ID.slice(1)}`, `o5.${ID.replaceAll('-', '')}`, `o5.${ID.slice(0, 18)}${ID.slice(23)}`]) expect(readRequestCursor(wrong)).toBeNull()
  })

  it('is narrowed by what can be understood, and by nothing else', () => {
    expect(readRequestQuery({})).toEqual({ state: [], role: [], person: null, cursor: null })
    expect(readRequestQuery({ state: ['active', 'active', 'nonsense', 'denied'], role: 'auditor', person: ID, cursor: `n5.${ID}` })).toEqual({ state: ['active', 'denied'], role: ['auditor'], person: ID, cursor: { older: false, at: 5, id: ID } })
    expect(readRequestQuery({ state: 'approved', role: ['auditor', 'Auditor', 'toString'], person: [ID, ID], cursor: ['x', `n5.${ID}`] })).toEqual({ state: [], role: ['auditor'], person: ID, cursor: null })
    for (const person of [`${ID}0`, `0${ID}`, ID.slice(1), ID.replaceAll('-', ''), ID.toUpperCase(), [`x`, ID]]) expect(readRequestQuery({ person }).person).toBeNull()
  })
})

describe('which rows are in a state', () => {
  it('are those that say so, and those of which the clock does', () => {
    expect(Object.fromEntries(REQUEST_STATES.map((state) => [state, rowsOf([state]).map(({ stored, part }) => `${stored} ${part}`)]))).toEqual({
      pending_approval: ['pending_approval waiting'], timed_out: ['timed_out any', 'pending_approval late'], scheduled: ['approved scheduled'], active: ['approved running'], expired: ['expired any', 'approved over'],
      denied: ['denied any'], withdrawn: ['withdrawn any'], cancelled: ['cancelled any'], deactivated: ['deactivated any'], revoked: ['revoked any'], cut_short: ['cut_short any'],
    })
  })
  it('are all where none is asked for, and together what each is', () => {
    const stored: StoredState[] = ['pending_approval', 'approved', 'denied', 'timed_out', 'withdrawn', 'cancelled', 'deactivated', 'revoked', 'cut_short', 'expired']
    expect(rowsOf([])).toEqual(stored.map((one) => ({ stored: one, part: 'any' })))
    expect(rowsOf(['active', 'denied'])).toEqual([{ stored: 'approved', part: 'running' }, { stored: 'denied', part: 'any' }])
  })
})
