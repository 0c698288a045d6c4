'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { AskLink } from '@/components/guard/ask-link'
import { FailureNotice } from '@/components/guard/failure-notice'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { showToast } from '@/components/ui/toast-store'
import { useAction } from '@/lib/actions/use-action'
import { countOf } from '@/lib/format/count'
import { setOrganizationStatus } from '@/lib/organizations/actions'
import { type PlaceView } from '@/lib/places/place-view'

interface OrganizationStatusSwitchProps {
  organization: PlaceView
  reason: string | null
  roles: number
  people: number
}

/** Deactivates an organization, or activates it again. Nobody's role is taken away by it. */
export function OrganizationStatusSwitch({ organization, reason, roles, people }: OrganizationStatusSwitchProps) {
  const router = useRouter()
  const { run, pending, failure, clear } = useAction(setOrganizationStatus)
  const [open, setOpen] = useState(false)
  const active = organization.status === 'active'
  const whom = roles === 0 ? 'Nobody holds a role in it now.' : `That concerns ${countOf(roles, 'role')} of ${countOf(people, 'person', 'people')}.`
  const change = async () => {
    const result = await run({ organizationId: organization.id, version: organization.version, status: active ? 'inactive' : 'active' })
    router.refresh()
    if (!result.ok) return
    setOpen(false)
    showToast({ text: `${organization.name} is ${active ? 'deactivated' : 'active again'}.` })
  }
  return (
    <Card
      title={active ? 'Deactivate this organization' : 'Activate this organization'}
      actions={
        <>
          {reason ? <AskLink asked={{ permission: 'organization:set-status', place: { type: 'organization', id: organization.id } }} /> : null}
          <Button
            disabledReason={reason}
            onClick={() => {
              router.refresh()
              clear()
              setOpen(true)
            }}
          >
            {active ? 'Deactivate organization' : 'Activate organization'}
          </Button>
        </>
      }
    >
      <p className="text-ink-2">{reason ?? (active ? 'While it is inactive, roles in it confer nothing. Nothing is deleted, and it can be activated again.' : 'Roles in it confer nothing now. Activated, they count again as they were.')}</p>
      <ConfirmDialog
        open={open}
        onClose={() => setOpen(false)}
        onConfirm={() => void change()}
        title={active ? `Deactivate ${organization.name}?` : `Activate ${organization.name}?`}
        consequence={active ? `From now on roles in it confer nothing, until it is activated again. ${whom}` : `Roles in it count again at once, as they were. ${whom}`}
        verb={active ? 'Deactivate organization' : 'Activate organization'}
        pending={pending}
      >
        {failure ? <FailureNotice failure={failure} /> : null}
      </ConfirmDialog>
    </Card>
  )
}
