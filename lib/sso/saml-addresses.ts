import 'server-only'
import { env } from '@/lib/env'
import { paths } from '@/lib/paths'

/** What a provider knows a connection by: one name and one address each, so that no answer for one is an answer for another. */
export function samlAddresses(tenantSlug: string, connectionId: string): { entityId: string; acsUrl: string } {
  const at = (path: string) => env().APP_ORIGIN + path
  return { entityId: at(paths.api.samlMetadata(tenantSlug, connectionId)), acsUrl: at(paths.api.samlAnswer(tenantSlug, connectionId)) }
}
