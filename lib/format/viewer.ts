import 'server-only'
import { cookies } from 'next/headers'
import { cache } from 'react'
import { readPreferences, type Preferences } from './preferences'

/** How the one who asks likes to be shown things: theme, density, time zone, shortcuts. Read once per request. */
export const readViewer = cache(async (): Promise<Preferences> => {
  const jar = await cookies()
  return readPreferences((name) => {
    const value = jar.get(name)?.value
    return value === undefined ? undefined : decodeURIComponentSafely(value)
  })
})

function decodeURIComponentSafely(value: string): string | undefined {
  try {
    return decodeURIComponent(value)
  } catch {
    return undefined
  }
}
