import { describe, expect, it } from 'vitest'
import { formatDate, formatDateTime, formatDuration, formatRelative, formatTime, formatUtc } from './time'

const now = '2025-11-21T02:28:13.000Z'
const ago = (ms: number) => new Date(Date.parse(now) - ms)
const MINUTE = 60_000
const DAY = 86_400_000

describe('time as a person reads it', () => {
  it('is in the viewer’s zone, across days, half hours and daylight saving', () => {
    expect(formatDateTime(now, 'UTC')).toBe('21 Nov 2025, 02:28')
    expect(formatDateTime(now, 'America/New_York')).toBe('20 Nov 2025, 21:28')
    expect(formatDateTime(now, 'Asia/Kolkata')).toBe('21 Nov 2025, 07:58')
    expect(formatDateTime('2026-03-29T00:59:00Z', 'Europe/Berlin')).toBe('29 Mar 2026, 01:59')
    expect(formatDateTime('2026-03-29T01:00:00Z', 'Europe/Berlin')).toBe('29 Mar 2026, 03:00')
    expect(formatDateTime('2025-11-21T00:00:00Z', 'UTC')).toBe('21 Nov 2025, 00:00')
    expect(formatDate(now, 'Pacific/Kiritimati')).toBe('21 Nov 2025')
  })

  it('has its absolute UTC to the second', () => {
    expect(formatUtc(now)).toBe('21 Nov 2025, 02:28:13 UTC')
  })

  it('is relative only when younger than a week', () => {
    expect(formatRelative(ago(30_000), now)).toBe('just now')
    expect(formatRelative(ago(MINUTE), now)).toBe('1 min ago')
    expect(formatRelative(ago(23.9 * 3_600_000), now)).toBe('23 h ago')
    expect(formatRelative(ago(DAY), now)).toBe('1 day ago')
    expect(formatRelative(ago(7 * DAY - 1), now)).toBe('6 days ago')
    expect(formatRelative(ago(7 * DAY), now)).toBeNull()
    expect(formatRelative(ago(-2 * DAY), now)).toBe('in 2 days')
    expect(formatTime(ago(8 * DAY), now, 'UTC')).toBe('13 Nov 2025, 02:28')
    expect(formatRelative('not a time', now)).toBeNull()
  })

  it('says a length of time in the two units that matter', () => {
    expect([45, 1800, 5400, 7200, 259_200].map(formatDuration)).toEqual(['45 s', '30 min', '1 h 30 min', '2 h', '3 days'])
  })
})
