// Which domains the addresses of administrators may have (sign-in.md, "Domain allowlist"). Pure and browser-safe.
import { listOf } from '@/lib/format/count'

export const MOST_DOMAINS = 100

export interface AllowedDomain {
  /** lower case, international names in their ASCII form */
  domain: string
  /** also every name under it */
  subdomains: boolean
}

const UNDER = '*.'

/** @returns as it is stored: "acme.example", or "*.acme.example" with its subdomains */
export function storedDomain({ domain, subdomains }: AllowedDomain): string {
  return subdomains ? `${UNDER}${domain}` : domain
}

/** @returns what was stored */
export function readDomain(stored: string): AllowedDomain {
  return stored.startsWith(UNDER) ? { domain: stored.slice(UNDER.length), subdomains: true } : { domain: stored, subdomains: false }
}

/** @param list none in it: the allowlist is off @param domain of a canonical address @returns whether an address may have it */
export function isAllowedDomain(list: readonly AllowedDomain[], domain: string): boolean {
  return list.length === 0 || list.some((allowed) => domain === allowed.domain || (allowed.subdomains && domain.endsWith(`.${allowed.domain}`)))
}

/** @returns the domain of a canonical address */
export function domainOf(emailKey: string): string {
  return emailKey.slice(emailKey.lastIndexOf('@') + 1)
}

/** @returns such as "acme.example, people.example with its subdomains and 3 more" */
export function sayDomains(list: readonly AllowedDomain[]): string {
  return listOf(list.map(({ domain, subdomains }) => (subdomains ? `${domain} with its subdomains` : domain)))
}
