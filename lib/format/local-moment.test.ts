import { describe, expect, it } from 'vitest'
import { fromLocalField, toLocalField } from './local-moment'

const MINUTE = 60_000
const DAY = 86_400_000
const utc = (text: string) => Date.parse(`${text}Z`)

describe('a moment in a field', () => {
  it.each([
    ['UTC', '2026-03-01T09:30', '2026-03-01T09:30'],
    ['Europe/Berlin', '2026-01-10T12:00', '2026-01-10T11:00'],
    ['Europe/Berlin', '2026-07-10T12:00', '2026-07-10T10:00'],
    ['America/St_Johns', '2026-01-10T00:15', '2026-01-10T03:45'],
    ['Pacific/Kiritimati', '2026-01-10T00:15', '2026-01-09T10:15'],
    ['Asia/Kathmandu', '2027-12-31T23:59', '2027-12-31T18:14'],
  ])('in %s, %s is %s UTC, and back', (zone, field, moment) => {
    expect(fromLocalField(field, zone)).toBe(utc(moment))
    expect(toLocalField(utc(moment), zone)).toBe(field)
  })

  it('an hour that is skipped is the one after it; of one that comes twice it is the first', () => {
    expect(fromLocalField('2026-03-29T02:30', 'Europe/Berlin')).toBe(utc('2026-03-29T01:30'))
    expect(toLocalField(utc('2026-03-29T01:30'), 'Europe/Berlin')).toBe('2026-03-29T03:30')
    expect(fromLocalField('2026-10-25T02:30', 'Europe/Berlin')).toBe(utc('2026-10-25T00:30'))
  })

  it.each([
    ['Europe/Berlin', '2027-03-28T02:30', '2027-03-28T01:30', '2026-10-25T02:30', '2026-10-25T00:30', 60],
    ['America/New_York', '2027-03-14T02:30', '2027-03-14T07:30', '2026-11-01T01:30', '2026-11-01T05:30', 60],
    // Half an hour is all that this clock is put forward and back.
    ['Australia/Lord_Howe', '2027-10-03T02:15', '2027-10-02T15:45', '2027-04-04T01:45', '2027-04-03T14:45', 30],
  ])('on the days when the clocks of %s change, every minute that can be typed is the one that is meant', (zone, skipped, after, twice, first, shift) => {
    expect(fromLocalField(skipped, zone)).toBe(utc(after))
    expect(fromLocalField(twice, zone)).toBe(utc(first))
    for (const around of [utc(after), utc(first)]) {
      for (let at = around - DAY; at < around + DAY; at += MINUTE) {
        const typed = toLocalField(at, zone)
        const meant = fromLocalField(typed, zone)!
        expect([0, shift * MINUTE], `${typed} in ${zone}`).toContain(at - meant)
        expect(toLocalField(meant, zone)).toBe(typed)
      }
    }
  })

  it.each(['', 'tomorrow', '2026-03-01', '03/01/2026 09:30'])('%j is no moment', (text) => {
    expect(fromLocalField(text, 'UTC')).toBeNull()
  })
})
