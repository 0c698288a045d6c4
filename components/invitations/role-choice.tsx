'use client'

import { RadioGroup } from '@/components/ui/radio-group'
import type { RoleKey } from '@/lib/authz/policy'
import type { RoleOffer } from '@/lib/invitations/access-offer'

interface RoleChoiceProps {
  offers: readonly RoleOffer[]
  value: RoleKey | null
  error: string | undefined
  onChange: (role: RoleKey) => void
}

export const ROLE_FIELD_ID = 'invite-role'

/** The tenant roles by family; one that the viewer may not give says why. */
export function RoleChoice({ offers, value, error, onChange }: RoleChoiceProps) {
  const families = [...new Set(offers.map(({ family }) => family))]
  const groups = families.map((family) => ({
    label: family,
    options: offers.filter((offer) => offer.family === family).map(({ role, label, line, refusal }) => ({ value: role, label, description: line, disabledReason: refusal })),
  }))
  return <RadioGroup legend="Tenant role" hideLegend id={ROLE_FIELD_ID} name="role" columns groups={groups} value={value ?? ''} error={error} onChange={(event) => onChange(event.target.value as RoleKey)} />
}
