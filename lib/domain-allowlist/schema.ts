import { z } from 'zod'
import { canonicalDomain } from '@/lib/format/canonical-domain'
import { PreviewedInput } from '@/lib/preview/carry-preview'
import { MOST_DOMAINS, type AllowedDomain } from './allowed-domains'

/** Each domain once, in its one spelling and in one order; none: off. */
const Domains = z
  .array(z.strictObject({ domain: z.string().max(1000), subdomains: z.boolean() }))
  .max(MOST_DOMAINS, `List at most ${MOST_DOMAINS} domains.`)
  .transform((typed, context): AllowedDomain[] => {
    const found = new Map<string, AllowedDomain>()
    for (const { domain: text, subdomains } of typed) {
      const domain = canonicalDomain(text)
      if (domain === null) context.addIssue({ code: 'custom', message: text.trim() === '' ? 'Write a domain in each line, or take the line away.' : `“${text.trim().slice(0, 80)}” is not a domain. Write it like example.com.` })
      else if (found.has(domain)) context.addIssue({ code: 'custom', message: `${domain} is listed twice.` })
      else found.set(domain, { domain, subdomains })
    }
    return [...found.values()].toSorted((a, b) => (a.domain < b.domain ? -1 : 1))
  })

export const SetDomainAllowlistInput = z.strictObject({ version: z.int().positive(), previewed: PreviewedInput, domains: Domains })

/** Who would be outside, in the address: JSON under one name. */
export const ImpactQuery = z.strictObject({
  domains: z.string().max(30_000).transform((text, context) => {
    try {
      return JSON.parse(text) as unknown
    } catch {
      context.addIssue({ code: 'custom', message: 'This is no list of domains.' })
      return z.NEVER
    }
  }).pipe(Domains),
})
