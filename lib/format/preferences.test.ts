import { expect, it } from 'vitest'
import { knownZone, PREFERENCE_COOKIE, readPreferences } from './preferences'
import { initials } from './initials'

const from = (jar: Record<string, string>) => readPreferences((name) => jar[name])

it('falls back to its defaults for whatever is missing or made up', () => {
  const defaults = { theme: 'system', density: 'comfortable', zone: 'UTC', shortcuts: true }
  expect(from({})).toEqual(defaults)
  expect(from({ [PREFERENCE_COOKIE.theme]: '"><script>', [PREFERENCE_COOKIE.zone]: 'Mars/Olympus', [PREFERENCE_COOKIE.density]: 'x' })).toEqual(defaults)
})

it('keeps what it knows', () => {
  expect(from({ [PREFERENCE_COOKIE.theme]: 'dark', [PREFERENCE_COOKIE.density]: 'compact', [PREFERENCE_COOKIE.zone]: 'Asia/Tokyo', [PREFERENCE_COOKIE.shortcuts]: 'off' })).toEqual({
    theme: 'dark',
    density: 'compact',
    zone: 'Asia/Tokyo',
    shortcuts: false,
  })
})

it('knows older spellings of a zone and no bare offsets', () => {
  expect([knownZone('US/Pacific'), knownZone('+05:31'), knownZone(''), knownZone('Europe/Zurich')]).toEqual(['America/Los_Angeles', 'UTC', 'UTC', 'Europe/Zurich'])
})

it('takes initials by whole letters, in any script', () => {
  expect(['Olivia Stone', 'olivia@acme.example', '李小龍', '👩🏽‍💻 Ada', '   ', 'Jean-Luc de la Tour'].map(initials)).toEqual(['OS', 'OE', '李', '👩🏽‍💻A', '?', 'JT'])
})
