'use client'

import { useState } from 'react'
import { FailureNotice } from '@/components/guard/failure-notice'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { endSessionsOf } from '@/lib/administrators/actions'
import { type SessionOfView } from '@/lib/administrators/profile-view'
import { useAct } from './use-act'

interface EndSessionProps {
  administratorId: string
  name: string
  session: Pick<SessionOfView, 'id' | 'device' | 'address'>
  refusal: string | null
}

/** Ends one session of another person. */
export function EndSessionButton({ administratorId, name, session, refusal }: EndSessionProps) {
  const [open, setOpen] = useState(false)
  const close = () => setOpen(false)
  const { act, pending, failure } = useAct(endSessionsOf, close)
  const from = session.address ? ` at ${session.address}` : ''
  return (
    <>
      <Button size="sm" disabledReason={refusal} aria-label={`End the session of ${session.device}${from}`} onClick={() => setOpen(true)}>
        End
      </Button>
      <ConfirmDialog
        open={open}
        onClose={close}
        onConfirm={() => void act({ administratorId, sessionId: session.id }, 'The session has ended.')}
        pending={pending}
        danger
        title="End this session?"
        consequence={`${session.device}${from} is signed out at once. ${name} and all Client Owners are told by mail.`}
        verb="End session"
      >
        {failure ? <FailureNotice failure={failure} /> : null}
      </ConfirmDialog>
    </>
  )
}
