'use client'

import { useRouter } from 'next/navigation'
import { FailureNotice } from '@/components/guard/failure-notice'
import { useSeen } from '@/components/guard/use-seen'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { showToast } from '@/components/ui/toast-store'
import { useAction } from '@/lib/actions/use-action'
import { OWNER_ROLE, ROLES } from '@/lib/authz/policy'
import { countOf } from '@/lib/format/count'
import { resetRoleSettings } from '@/lib/pim/actions'
import { DEFAULT_SETTINGS } from '@/lib/pim/role-settings'
import { type RoleSettingsRecord } from '@/lib/pim/role-settings-data'
import { type StatedReset } from '@/lib/pim/state-settings'
import { type Previewed } from '@/lib/preview/refuse-other-preview'
import { ImpactLines, standsAgainst } from './settings-impact'

interface ResetDialogProps {
  record: RoleSettingsRecord
  /** what it would do */
  stated: Previewed<StatedReset>
  open: boolean
  onClose: () => void
  onDone: () => void
}

/** Gives a role the default settings again; whom they meet is said before. */
export function ResetDialog({ record: { role, version, settings }, stated: given, open, onClose, onDone }: ResetDialogProps) {
  const router = useRouter()
  const { run, pending, failure, clear } = useAction(resetRoleSettings)
  const stated = useSeen(given, failure, (_given, preview: Previewed<StatedReset>) => preview)
  const { label } = ROLES[role]
  const against = stated.standing.filter((grant) => standsAgainst(grant, DEFAULT_SETTINGS[role], role === OWNER_ROLE)).length
  const leave = () => {
    clear()
    onClose()
  }
  const confirm = async () => {
    const result = await run({ role, version, previewed: stated.previewed })
    router.refresh()
    if (!result.ok) return
    leave()
    onDone()
    showToast({ text: `${label} has the default settings again.` })
  }
  return (
    <ConfirmDialog open={open} onClose={leave} onConfirm={() => void confirm()} pending={pending} title={`Give ${label} the default settings again?`} consequence="Everything on this page goes back to what holds where a tenant has said nothing, and nobody is named as approver. Grants stay, and so does what was activated." verb="Back to default">
      <div className="grid gap-3">
        <div className="text-ink-2">
          <ImpactLines met={stated} after={DEFAULT_SETTINGS[role]} saved={settings} />
          {against > 0 ? <p>{countOf(against, 'standing grant', 'standing grants')}{stated.standingCount > stated.standing.length ? ' or more' : ''} would not be given like this any more, and {against === 1 ? 'goes' : 'go'} on.</p> : null}
          {stated.starts > 0 ? <p>{countOf(stated.starts, 'approved activation that has', 'approved activations that have')} not started would not be given by the defaults, and never {stated.starts === 1 ? 'starts' : 'start'}.</p> : null}
          {stated.outOfReach ? <p>{stated.outOfReach}</p> : null}
        </div>
        <FailureNotice failure={failure} />
      </div>
    </ConfirmDialog>
  )
}
