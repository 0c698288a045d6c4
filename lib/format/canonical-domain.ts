const DOMAIN = /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+(?!\d+$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])$/

/** @returns the domain as it is stored and compared, or null for what is none (an address, a number, a single label) */
export function canonicalDomain(typed: string): string | null {
  const trimmed = typed.trim().toLowerCase().replace(/\.$/, '')
  if (trimmed.length > 253 || /[\s/?#@:%\\[\]]/u.test(trimmed)) return null
  const ascii = URL.canParse(`http://${trimmed}`) ? new URL(`http://${trimmed}`).hostname : ''
  return DOMAIN.test(ascii) ? ascii : null
}
