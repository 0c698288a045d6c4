import { describe, expect, it } from 'vitest'
import { isOver, stateAt, type RequestRow } from './request-state'

const row = (more: Partial<RequestRow>): RequestRow => ({ state: 'approved', undecidedUntil: 100, activation: { startsAt: 200, endsAt: 300, endedAt: null }, ...more })

describe('the state of a request at a moment', () => {
  it('waits until its last moment, and has timed out at it', () => {
    const pending = row({ state: 'pending_approval', activation: null })
    expect([99, 100, 101].map((now) => stateAt(pending, now))).toEqual(['pending_approval', 'timed_out', 'timed_out'])
  })
  it('[T61] starts at its start and is over at its end, without anybody noting it', () => {
    expect([199, 200, 299, 300].map((now) => stateAt(row({}), now))).toEqual(['scheduled', 'active', 'active', 'expired'])
  })
  it('is over where its activation was ended, or is not there', () => {
    expect(stateAt(row({ activation: { startsAt: 200, endsAt: 300, endedAt: 250 } }), 260)).toBe('expired')
    expect(stateAt(row({ activation: null }), 0)).toBe('expired')
  })
  it('[F18] a recorded end stands, whatever the clock says', () => {
    for (const state of ['denied', 'timed_out', 'withdrawn', 'cancelled', 'deactivated', 'revoked', 'cut_short', 'expired'] as const) {
      expect(stateAt(row({ state }), 250)).toBe(state)
      expect(isOver(stateAt(row({ state }), 250))).toBe(true)
    }
    expect(['pending_approval', 'scheduled', 'active'].map((state) => isOver(state as 'active'))).toEqual([false, false, false])
  })
})
