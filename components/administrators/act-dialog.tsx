'use client'

import { useRouter } from 'next/navigation'
import { FailureNotice } from '@/components/guard/failure-notice'
import { useSeen } from '@/components/guard/use-seen'
import { Callout } from '@/components/ui/callout'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { deleteForGood, endSessionsOf, restore, setStatus, unlock } from '@/lib/administrators/actions'
import { ownerWarning, wordsFor, type ConfirmedAct, type PersonSubject } from '@/lib/administrators/consequences'
import { type StatedStatus } from '@/lib/administrators/state-person'
import { resetFactorsOf } from '@/lib/mfa/actions'
import { paths } from '@/lib/paths'
import { type Previewed } from '@/lib/preview/refuse-other-preview'
import { useAct } from './use-act'

interface ActDialogProps {
  act: ConfirmedAct
  subject: PersonSubject
  onClose: () => void
}

const STATUS = { activate: 'active', deactivate: 'inactive', 'soft-delete': 'deleted' } as const

/** Everything that is done to a person by saying yes to one sentence. */
export function ActDialog({ act, subject: given, onClose }: ActDialogProps) {
  const { id: administratorId, version, email } = given
  const router = useRouter()
  const status = useAct(setStatus, onClose)
  const restoring = useAct(restore, onClose)
  const sessions = useAct(endSessionsOf, onClose)
  const unlocking = useAct(unlock, onClose)
  const resetting = useAct(resetFactorsOf, onClose)
  const deleting = useAct(deleteForGood, () => {
    onClose()
    router.push(paths.administrators)
  })
  const inUse = { activate: status, deactivate: status, 'soft-delete': status, restore: restoring, 'end-sessions': sessions, unlock: unlocking, 'reset-factors': resetting, delete: deleting }[act]

  const subject = useSeen(given, inUse.failure, (before, preview: Previewed<StatedStatus>): PersonSubject => ({ ...before, ...preview }))
  const { previewed } = subject
  const words = wordsFor(act, subject)
  const confirm = async () => {
    switch (act) {
      case 'activate':
      case 'deactivate':
      case 'soft-delete': return status.act({ administratorId, version, status: STATUS[act], previewed }, words.done)
      case 'restore': return restoring.act({ administratorId, version, previewed }, words.done)
      case 'end-sessions': return sessions.act({ administratorId }, words.done)
      case 'unlock': return unlocking.act({ administratorId }, words.done)
      case 'reset-factors': return resetting.act({ administratorId, previewed }, words.done)
      case 'delete': return deleting.act({ administratorId, version, typedEmail: email, previewed }, words.done)
    }
  }
  const warning = ownerWarning(act, subject)
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      onConfirm={() => void confirm()}
      pending={inUse.pending}
      title={words.title}
      consequence={words.consequence}
      verb={words.verb}
      danger={act === 'delete' || act === 'soft-delete' || act === 'deactivate' || act === 'end-sessions' || act === 'reset-factors'}
      {...(act === 'delete' ? { typeToConfirm: email, typeToConfirmName: 'the e-mail address' } : {})}
    >
      {warning || inUse.failure ? (
        <div className="grid gap-3">
          {warning ? <Callout tone="warn">{warning}</Callout> : null}
          <FailureNotice failure={inUse.failure} />
        </div>
      ) : null}
    </ConfirmDialog>
  )
}
