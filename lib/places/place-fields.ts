import { z } from 'zod'

/** What every workspace and organization has, checked the same in the browser and on the server. */

const SLUG = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/
const DOMAIN = /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+(?!\d+$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])$/

/** Addresses of pages that stand beside those of the places. */
const RESERVED_SLUGS: ReadonlySet<string> = new Set(['new'])

export const NAME_LENGTH = 100
export const SLUG_LENGTH = 63
export const DESCRIPTION_LENGTH = 1000
export const DOMAIN_COUNT = 100

/** PostgreSQL stores neither NUL nor half of a surrogate pair; its lengths count code points, as these do. */
const storable = (text: string) => !text.includes('\0') && !/\p{Surrogate}/u.test(text)
const points = (text: string) => [...text].length

/** @param most code points */
function text(most: number, tooLong: string) {
  return z.string().trim().refine(storable, 'This contains a character that cannot be stored. Remove it.').refine((value) => points(value) <= most, tooLong)
}

export const PlaceName = text(NAME_LENGTH, `Use at most ${NAME_LENGTH} characters.`).refine((value) => value !== '', 'Give it a name.')
export const PlaceDescription = text(DESCRIPTION_LENGTH, `Use at most ${DESCRIPTION_LENGTH} characters.`)
export const PlaceSlug = z
  .string()
  .trim()
  .regex(SLUG, `Use 1 to ${SLUG_LENGTH} small letters, digits and hyphens; begin and end with a letter or digit.`)
  .refine((value) => !RESERVED_SLUGS.has(value), 'This address is used by the console itself. Choose another.')

/** A list of domains in their one spelling: lower case, international names in their ASCII form, each once. */
export const PlaceDomains = z
  .array(z.string())
  .max(DOMAIN_COUNT, `List at most ${DOMAIN_COUNT} domains.`)
  .transform((typed, context) => {
    const domains = new Set<string>()
    for (const one of typed) {
      const domain = canonicalDomain(one)
      if (domain === null) context.addIssue({ code: 'custom', message: `“${one.trim().slice(0, 80)}” is not a domain. Write it like example.com.` })
      else domains.add(domain)
    }
    return [...domains]
  })

/** @returns the domain as it is stored and compared, or null for what is none (an address, a number, a single label) */
export function canonicalDomain(typed: string): string | null {
  const trimmed = typed.trim().toLowerCase().replace(/\.$/, '')
  if (trimmed.length > 253 || /[\s/?#@:%\\[\]]/u.test(trimmed)) return null
  const ascii = URL.canParse(`http://${trimmed}`) ? new URL(`http://${trimmed}`).hostname : ''
  return DOMAIN.test(ascii) ? ascii : null
}

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
