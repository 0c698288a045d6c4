import 'server-only'
import { listFirstMethods } from '@/lib/sign-in-methods/data'
import type { FirstMethod } from '@/lib/sign-in-methods/methods'
import { findHomeRealm, type HomeRealm } from '@/lib/sso/home-realm'

/** Where the page leads after the address: a method, or the connection of the address's domain. */
export type Way = FirstMethod | 'sso'

export interface ChosenWay {
  way: Way
  /** of the domain; there also where another way was chosen */
  connection: HomeRealm | null
}

interface Choosing {
  tenantId: string
  /** canonical */
  emailKey: string
  /** chosen on the page instead of what it came with */
  wanted: Way | undefined
  /** what this browser was signed in by last */
  remembered: FirstMethod | null
}

/**
 * What the page shows after the address, by the tenant, the domain and the browser alone: whether anybody has the address is not asked.
 * @returns the way chosen by hand, else the domain's connection, else what this browser remembers, else what the tenant prefers; null where nothing is left
 */
export async function chooseWay({ tenantId, emailKey, wanted, remembered }: Choosing): Promise<ChosenWay | null> {
  const [methods, connection] = await Promise.all([listFirstMethods(tenantId), findHomeRealm(tenantId, emailKey)])
  const open: Way[] = connection ? ['sso', ...methods] : methods
  const chosen = open.find((way) => way === wanted) ?? (connection ? 'sso' : methods.find((method) => method === remembered)) ?? methods[0]
  return chosen ? { way: chosen, connection } : null
}
