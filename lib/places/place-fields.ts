import { z } from 'zod'
import { canonicalDomain } from '@/lib/format/canonical-domain'
import { SLUG } from '@/lib/format/slug'
import { DESCRIPTION_LENGTH, DOMAIN_COUNT, NAME_LENGTH, RESERVED_SLUGS, SLUG_LENGTH } from './place-typing'

/** What every workspace and organization has, checked the same in the browser and on the server. */

/** PostgreSQL stores neither NUL nor half of a surrogate pair; its lengths count code points, as these do. */
const storable = (text: string) => !text.includes('\0') && !/\p{Surrogate}/u.test(text)
const points = (text: string) => [...text].length

/** @param most code points */
function text(most: number, tooLong: string) {
  return z.string().trim().refine(storable, 'This contains a character that cannot be stored. Remove it.').refine((value) => points(value) <= most, tooLong)
}

export const PlaceName = text(NAME_LENGTH, `Use at most ${NAME_LENGTH} characters.`)
  .refine((value) => value !== '', 'Give it a name.')
  .refine((value) => value === '' || (/[\p{L}\p{N}\p{P}\p{S}]/u.test(value) && !/\p{Cc}/u.test(value)), 'Use characters that can be seen, on one line.')
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
