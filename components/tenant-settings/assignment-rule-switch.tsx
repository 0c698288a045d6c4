'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { AskLink } from '@/components/guard/ask-link'
import { FailureNotice } from '@/components/guard/failure-notice'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Switch } from '@/components/ui/switch'
import { showToast } from '@/components/ui/toast-store'
import { useAction } from '@/lib/actions/use-action'
import { countOf } from '@/lib/format/count'
import { setAssignmentRules } from '@/lib/tenant-settings/actions'

interface AssignmentRuleSwitchProps {
  on: boolean
  version: number
  /** how many Client Admins lose or regain it */
  narrowed: number
  reason: string | null
}

/** Whether only owners grant, change and end Client Admin. */
export function AssignmentRuleSwitch({ on, version, narrowed, reason }: AssignmentRuleSwitchProps) {
  const router = useRouter()
  const { run, pending, failure, clear } = useAction(setAssignmentRules)
  const [asking, setAsking] = useState(false)
  const whom = narrowed === 0 ? 'Nobody is a Client Admin now' : countOf(narrowed, 'Client Admin')
  const set = async () => {
    const result = await run({ version, onlyOwnersAssignClientAdmin: !on })
    router.refresh()
    if (!result.ok) return
    setAsking(false)
    showToast({ text: on ? 'Client Admins may assign Client Admin again.' : 'Only Client Owners assign Client Admin now.' })
  }
  return (
    <>
      <Switch
        label="Only Client Owners may assign Client Admin"
        description="Otherwise Client Admins may make others Client Admin too, and end the role of each other."
        disabledReason={reason}
        checked={on}
        onChange={() => {
          clear()
          setAsking(true)
        }}
      />
      {reason ? (
        <p className="mt-2">
          <AskLink asked={{ permission: 'assignment-rules:manage' }} />
        </p>
      ) : null}
      <ConfirmDialog
        open={asking}
        onClose={() => setAsking(false)}
        onConfirm={() => void set()}
        title={on ? 'Let Client Admins assign Client Admin?' : 'Leave Client Admin to the owners?'}
        consequence={
          on
            ? `${whom}${narrowed === 0 ? '.' : ` can grant, change and end Client Admin from their next request on.`}`
            : `${whom}${narrowed === 0 ? '.' : ' can no longer grant, change or end Client Admin, nor act on another Client Admin.'} It counts at once; roles that were given stay.`
        }
        verb={on ? 'Let Client Admins assign it' : 'Leave it to the owners'}
        pending={pending}
      >
        {failure ? <FailureNotice failure={failure} /> : null}
      </ConfirmDialog>
    </>
  )
}
