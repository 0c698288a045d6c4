import 'server-only'
import { cookies } from 'next/headers'
import { cache } from 'react'
import { isOnHttps } from '@/lib/env'
import { ownCookieName } from './own-cookie'
import { readPreferences, type Preferences } from './preferences'

/** How the one who asks likes to be shown things: theme, density, time zone, shortcuts. Read once per request. */
export const readViewer = cache(async (): Promise<Preferences> => {
  const jar = await cookies()
  return readPreferences((name) => jar.get(ownCookieName(name, isOnHttps()))?.value)
})

/** @param table the name of a list, such as "administrators" @returns keys of the columns that this browser hides in it; may name columns that do not exist */
export async function readHiddenColumns(table: string): Promise<readonly string[]> {
  const jar = await cookies()
  return jar.get(ownCookieName(`castellan-hidden-${table}`, isOnHttps()))?.value.split(' ', 50).filter(Boolean) ?? []
}
