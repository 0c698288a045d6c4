'use server'

import { defineAction } from '@/lib/actions/define-action'
import { SetDomainAllowlistInput } from './schema'
import { setDomainAllowlist as set } from './set-domain-allowlist'

export const setDomainAllowlist = defineAction({
  permission: 'domain-allowlist:manage',
  audit: 'domain_allowlist.changed',
  input: SetDomainAllowlistInput,
  lock: 'tenant',
  run: async (work, { input: { version, previewed, domains } }) => set(work, { version, previewed }, domains),
})
