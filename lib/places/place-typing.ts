// What a form needs while one types. Apart from the schemas, so that the browser does not fetch those.

/** Addresses of pages that stand beside those of the places. */
export const RESERVED_SLUGS: ReadonlySet<string> = new Set(['new'])

export const NAME_LENGTH = 100
export const SLUG_LENGTH = 63
export const DESCRIPTION_LENGTH = 1000
export const DOMAIN_COUNT = 100

/** @returns the domains in a text with one on each line, or several with commas or spaces between them */
export function splitDomains(typed: string): string[] {
  return typed.split(/[\s,;]+/).filter(Boolean)
}

/** @returns an address made of a name, to be changed as one likes; empty where nothing of the name can stand in an address */
export function suggestSlug(name: string): string {
  const plain = name.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase().replaceAll('ß', 'ss').replaceAll('ł', 'l').replaceAll('ø', 'o').replaceAll('æ', 'ae')
  const slug = plain.replaceAll(/[^a-z0-9]+/g, '-').slice(0, SLUG_LENGTH).replaceAll(/^-+|-+$/g, '')
  return RESERVED_SLUGS.has(slug) ? `${slug}-1` : slug
}
