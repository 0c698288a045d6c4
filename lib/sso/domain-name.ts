// A domain as it is bound to a connection: exactly that one, in its ASCII form. Browser-safe.
import { z } from 'zod'
import { canonicalEmail } from '@/lib/authn/canonical-email'

/** A domain as one types it, with or without an @ in front; becomes what stands behind the @ of canonical addresses. */
export const DomainInput = z.string().max(1000, 'This is too long for a domain.').transform((text, context) => {
  const key = canonicalEmail(`a@${text.trim().replace(/^@/, '')}`)?.key.slice(2)
  if (key?.includes('.')) return key
  context.addIssue({ code: 'custom', message: 'Write a domain, such as example.com.' })
  return z.NEVER
})
