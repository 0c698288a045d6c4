'use client'

import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { showToast } from '@/components/ui/toast-store'
import { endOtherSessions, endOwnSession } from '@/lib/account/actions'
import { type OwnSessionView } from '@/lib/account/data'
import { useAction } from '@/lib/actions/use-action'

/** One session, or all the others and how many these are. */
export type Ending = { session: OwnSessionView } | { all: number }

const many = (count: number) => (count === 1 ? '1 session' : `${count} sessions`)

/** Says what ends before it does. */
export function EndSessionDialog({ ending, onClose, onEnded }: { ending: Ending | null; onClose: () => void; onEnded: () => void }) {
  const one = useAction(endOwnSession)
  const others = useAction(endOtherSessions)
  const session = ending && 'session' in ending ? ending.session : null
  const { pending, failure } = session ? one : others
  const leave = () => {
    one.clear()
    others.clear()
    onClose()
  }
  const confirm = async () => {
    const result = session ? await one.run({ sessionId: session.id }) : await others.run({})
    // It may have ended by itself meanwhile: the list says so.
    onEnded()
    if (!result.ok) return
    leave()
    showToast({ text: session ? `Ended. ${session.device} is signed out.` : `${many((result.data as { ended: number }).ended)} ended. You are signed in only here.` })
  }
  return (
    <ConfirmDialog
      open={ending !== null}
      onClose={leave}
      onConfirm={() => void confirm()}
      title={session ? 'End this session?' : 'End all other sessions?'}
      consequence={
        session
          ? `${session.device} at ${session.address} is signed out at once. What is being typed there may be lost.`
          : `${many(ending && 'all' in ending ? ending.all : 0)} on other devices or browsers end at once. This one goes on.`
      }
      verb={session ? 'End session' : `End ${many(ending && 'all' in ending ? ending.all : 0)}`}
      pending={pending}
      error={failure?.sentence}
    />
  )
}
