'use client'

import { useState } from 'react'
import { useAct } from '@/components/administrators/use-act'
import { FailureNotice } from '@/components/guard/failure-notice'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { type RoleKey, ROLES } from '@/lib/authz/policy'
import { changeGrantKind, endGrant } from '@/lib/grants/actions'
import { setRoleSettings } from '@/lib/pim/actions'
import { type RoleSettingsRecord } from '@/lib/pim/role-settings-data'

interface GrantFix { grant: { id: string; version: number }; name: string; role: RoleKey; reason: string | null }

/** Takes the standing power, and leaves the way to it. */
export function MakeEligibleFix({ grant, name, role, reason }: GrantFix) {
  const { act, pending, failure } = useAct(changeGrantKind, () => undefined)
  return (
    <span className="grid justify-items-end gap-1">
      <Button size="sm" pending={pending} disabledReason={reason} aria-label={`Make ${name} eligible`} onClick={() => void act({ grantId: grant.id, version: grant.version, kind: 'eligible' }, `${ROLES[role].label} of ${name} is eligible.`)}>
        Make eligible
      </Button>
      <FailureNotice failure={failure} />
    </span>
  )
}

/** Ends an eligible role that nobody activates, or can. */
export function EndFix({ grant, name, role, reason }: GrantFix) {
  const [asking, setAsking] = useState(false)
  const { act, pending, failure } = useAct(endGrant, () => setAsking(false))
  return (
    <>
      <Button size="sm" disabledReason={reason} aria-label={`End ${ROLES[role].label} of ${name}`} onClick={() => setAsking(true)}>
        End role
      </Button>
      <ConfirmDialog open={asking} onClose={() => setAsking(false)} onConfirm={() => void act({ grantId: grant.id, version: grant.version }, `${ROLES[role].label} of ${name} has ended.`)} pending={pending} title={`End ${ROLES[role].label} of ${name}?`} consequence="They can activate it no longer, and are told by mail. It can be given again." verb="End role" danger>
        <FailureNotice failure={failure} />
      </ConfirmDialog>
    </>
  )
}

/** Asks for a fresh second factor at activation: tightening, so whoever may change the settings may do it. */
export function RequireMfaFix({ record: { role, settings, approvers, version }, reason }: { record: RoleSettingsRecord; reason: string | null }) {
  const { act, pending, failure } = useAct(setRoleSettings, () => undefined)
  const input = { role, version, ...settings, mfa: true, mailExtra: [...settings.mailExtra], approvers: { people: [...approvers.people], roles: [...approvers.roles] } }
  return (
    <span className="grid justify-items-end gap-1">
      <Button size="sm" pending={pending} disabledReason={reason} aria-label={`Require MFA for ${ROLES[role].label}`} onClick={() => void act(input, `Activating ${ROLES[role].label} asks for a fresh second factor.`)}>
        Require MFA
      </Button>
      <FailureNotice failure={failure} />
    </span>
  )
}
