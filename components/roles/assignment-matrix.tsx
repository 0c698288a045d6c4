import { type ReactNode } from 'react'
import { ListFrame } from '@/components/table/list-frame'
import { Callout } from '@/components/ui/callout'
import { TextLink } from '@/components/ui/text-link'
import { ROLES, ROLE_KEYS } from '@/lib/authz/policy'
import { assignersOf } from '@/lib/authz/rules'
import { paths } from '@/lib/paths'
import { Matrix } from './matrix'

interface AssignmentMatrixProps {
  header: ReactNode
  /** the tenant's own narrowing */
  onlyOwnersAssignClientAdmin: boolean
}

/** Roles × roles of those who grant them, as this tenant has it. */
export function AssignmentMatrix({ header, onlyOwnersAssignClientAdmin }: AssignmentMatrixProps) {
  const note = onlyOwnersAssignClientAdmin ? (
    <div className="pt-3">
      <Callout>In this tenant only a Client Owner assigns Client Admin. The file states the rule without that setting.</Callout>
    </div>
  ) : undefined
  return (
    <ListFrame header={header} toolbar={note}>
      <Matrix
        label="Who may grant which role"
        corner="Role that is granted"
        columns={ROLE_KEYS}
        words={{ yes: 'may grant it', no: 'may not' }}
        rows={ROLE_KEYS.map((role) => ({
          key: role,
          head: (
            <TextLink href={paths.role(role)} className="text-ink no-underline hover:underline">
              {ROLES[role].label}
            </TextLink>
          ),
          holds: (by) => assignersOf(role, { onlyOwnersAssignClientAdmin }).includes(by),
        }))}
      />
    </ListFrame>
  )
}
