// Written with our own month names and order: what Intl prints differs between the server's and the browser's ICU, and the two must agree.
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

export type Moment = Date | string | number

const clocks = new Map<string, Intl.DateTimeFormat>()

function clock(zone: string): Intl.DateTimeFormat {
  const known = clocks.get(zone)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit' })
  // Zones come from a checked list (preferences.ts), so this cannot grow without end.
  clocks.set(zone, made)
  return made
}

function fields(at: Moment, zone: string) {
  const parts = Object.fromEntries(clock(zone).formatToParts(new Date(at)).map((part) => [part.type, part.value]))
  const read = (name: string) => parts[name] ?? ''
  return { year: read('year'), month: Number(read('month')), day: Number(read('day')), hour: read('hour'), minute: read('minute'), second: read('second') }
}

/** @param zone IANA name @returns such as "21 Nov 2025" */
export function formatDate(at: Moment, zone: string): string {
  const { day, month, year } = fields(at, zone)
  return `${day} ${MONTHS[month - 1]} ${year}`
}

/** @param zone IANA name @returns such as "21 Nov 2025, 02:28" */
export function formatDateTime(at: Moment, zone: string): string {
  const { hour, minute } = fields(at, zone)
  return `${formatDate(at, zone)}, ${hour}:${minute}`
}

/** @returns such as "21 Nov 2025, 02:28:13 UTC", the same for everyone */
export function formatUtc(at: Moment): string {
  const { hour, minute, second } = fields(at, 'UTC')
  return `${formatDate(at, 'UTC')}, ${hour}:${minute}:${second} UTC`
}

/** @returns such as "just now", "5 min ago", "in 3 h", "2 days ago" when younger than a week, else null */
export function formatRelative(at: Moment, now: Moment): string | null {
  const away = new Date(at).getTime() - new Date(now).getTime()
  const size = Math.abs(away)
  if (!(size < 7 * DAY)) return null
  if (size < MINUTE) return 'just now'
  const text = size < HOUR ? `${Math.floor(size / MINUTE)} min` : size < DAY ? `${Math.floor(size / HOUR)} h` : plural(Math.floor(size / DAY))
  return away < 0 ? `${text} ago` : `in ${text}`
}

const plural = (days: number) => (days === 1 ? '1 day' : `${days} days`)

/** @returns relative when younger than a week, else the date and time in the viewer's zone */
export function formatTime(at: Moment, now: Moment, zone: string): string {
  return formatRelative(at, now) ?? formatDateTime(at, zone)
}

/** @param seconds a length of time @returns such as "45 s", "30 min", "1 h 30 min", "3 days" */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  if (whole < 60) return `${whole} s`
  if (whole < 3600) return `${Math.floor(whole / 60)} min`
  if (whole < 172_800) {
    const minutes = Math.floor((whole % 3600) / 60)
    return `${Math.floor(whole / 3600)} h${minutes ? ` ${minutes} min` : ''}`
  }
  return plural(Math.floor(whole / 86_400))
}
