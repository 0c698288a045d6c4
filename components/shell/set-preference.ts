import { ownCookieLine } from '@/lib/format/own-cookie'
import { PREFERENCE_COOKIE, type Preferences } from '@/lib/format/preferences'

const YEAR_SECONDS = 31_536_000

function keep(cookie: string, value: string): void {
  document.cookie = ownCookieLine({ name: cookie, value, seconds: YEAR_SECONDS, https: location.protocol === 'https:' })
}

/** Remembers a preference in this browser. The page shows it at once where an attribute carries it, else after a refresh. */
export function setPreference(name: keyof Preferences, value: string): void {
  keep(PREFERENCE_COOKIE[name], value)
}

/** Remembers which columns of a table are hidden. */
export function setHiddenColumns(table: string, keys: readonly string[]): void {
  keep(`castellan-hidden-${table}`, keys.join(' '))
}
