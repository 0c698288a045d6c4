/** How one browser likes to be shown things. Kept in plain cookies, so that the server draws it right the first time. */
export const THEMES = ['system', 'light', 'dark'] as const
export const DENSITIES = ['comfortable', 'compact'] as const
export type Theme = (typeof THEMES)[number]
export type Density = (typeof DENSITIES)[number]

export interface Preferences {
  theme: Theme
  density: Density
  /** IANA name of the viewer's time zone; UTC until the browser has told it. */
  zone: string
  /** Whether single letters (j, k, x, ?) are shortcuts. */
  shortcuts: boolean
}

/** The cookie of each preference. None of them is a secret or decides anything. */
export const PREFERENCE_COOKIE = { theme: 'castellan-theme', density: 'castellan-density', zone: 'castellan-zone', shortcuts: 'castellan-shortcuts' } as const

const zones = new Set(['UTC', ...Intl.supportedValuesOf('timeZone')])

/** @returns the zone's IANA name, also from an older spelling of it; UTC for anything else */
export function knownZone(zone: string | undefined): string {
  if (zone === undefined || zones.has(zone)) return zone ?? 'UTC'
  try {
    const name = new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone
    // Offsets such as "+05:31" are valid too, and far too many to keep a clock for each.
    return zones.has(name) ? name : 'UTC'
  } catch {
    return 'UTC'
  }
}

/** @param cookie reads one cookie by its name @returns every preference; whatever is unknown or missing falls back to its default */
export function readPreferences(cookie: (name: string) => string | undefined): Preferences {
  const oneOf = <T extends string>(values: readonly [T, ...T[]], name: string) => values.find((value) => value === cookie(name)) ?? values[0]
  return {
    theme: oneOf(THEMES, PREFERENCE_COOKIE.theme),
    density: oneOf(DENSITIES, PREFERENCE_COOKIE.density),
    zone: knownZone(cookie(PREFERENCE_COOKIE.zone)),
    shortcuts: cookie(PREFERENCE_COOKIE.shortcuts) !== 'off',
  }
}
