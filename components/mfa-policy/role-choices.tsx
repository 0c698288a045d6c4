import { Checkbox } from '@/components/ui/checkbox'
import { ALWAYS_MFA, ROLES, ROLE_KEYS, type RoleKey } from '@/lib/authz/policy'
import { type MfaImpact } from '@/lib/mfa-policy/data'

const FAMILIES = [...new Set(ROLE_KEYS.map((role) => ROLES[role].family))]

interface RoleChoicesProps {
  chosen: readonly RoleKey[]
  impact: MfaImpact
  reason: string | null
  onChange: (roles: RoleKey[]) => void
}

/** The roles that need a second factor, each with how many hold it and how many of them have none. */
export function RoleChoices({ chosen, impact, reason, onChange }: RoleChoicesProps) {
  return (
    <fieldset id="mfa-roles" className="min-w-0" tabIndex={-1}>
      <legend className="mb-1.5 text-sm font-medium">Roles</legend>
      <div className="gap-x-8 sm:columns-2">
        {FAMILIES.map((family) => (
          <div key={family} role="group" aria-label={family} className="mb-4 grid break-inside-avoid gap-2">
            <p aria-hidden="true" className="pt-1 text-2xs font-medium tracking-wide text-ink-3 uppercase">
              {family}
            </p>
            {ROLE_KEYS.filter((role) => ROLES[role].family === family).map((role) => {
              const always = ALWAYS_MFA.has(role)
              return (
                <Checkbox
                  key={role}
                  label={ROLES[role].label}
                  description={heldBy(impact.roles[role])}
                  checked={always || chosen.includes(role)}
                  disabledReason={always ? 'Always needs one, without grace.' : reason}
                  onChange={(event) => onChange(ROLE_KEYS.filter((one) => (one === role ? event.target.checked : chosen.includes(one))))}
                />
              )
            })}
          </div>
        ))}
      </div>
    </fieldset>
  )
}

function heldBy({ people, without }: { people: number; without: number }): string {
  if (people === 0) return 'Nobody holds it.'
  return `${people.toLocaleString('en')} ${people === 1 ? 'holds' : 'hold'} it, ${without === 0 ? 'all with a factor' : `${without.toLocaleString('en')} without a factor`}`
}
