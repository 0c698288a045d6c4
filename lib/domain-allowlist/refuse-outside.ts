import 'server-only'
import { type Tx } from '@/lib/db/client'
import { AppError } from '@/lib/errors/app-error'
import { domainOf, isAllowedDomain, sayDomains } from './allowed-domains'
import { findAllowedDomains } from './data'

/**
 * Refuses an address that comes new and whose domain the allowlist does not name: an invitation, a change of address, an account that
 * single sign-on would make. Whoever is here already is kept.
 * @param emailKey canonical @throws AppError wrong_state with the reason `outside_allowlist`
 */
export async function refuseOutsideAllowlist(tx: Tx, tenantId: string, emailKey: string): Promise<void> {
  const [domains, domain] = [await findAllowedDomains(tx, tenantId), domainOf(emailKey)]
  if (isAllowedDomain(domains, domain)) return
  const sentence = `Addresses of ${domain} are not allowed here. Allowed: ${sayDomains(domains)}.`
  throw new AppError('wrong_state', { sentence, reason: 'outside_allowlist', fields: { email: sentence } })
}
