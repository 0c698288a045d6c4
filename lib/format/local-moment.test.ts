import { describe, expect, it } from 'vitest'
import { fromLocalField, toLocalField } from './local-moment'

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

  it.each(['', 'tomorrow', '2026-03-01', '03/01/2026 09:30'])('%j is no moment', (text) => {
    expect(fromLocalField(text, 'UTC')).toBeNull()
  })
})
