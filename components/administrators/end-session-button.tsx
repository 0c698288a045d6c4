'use client'

import { FailureNotice } from '@/components/guard/failure-notice'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { endSessionsOf } from '@/lib/administrators/actions'
import { type SessionOfView } from '@/lib/administrators/profile-view'
import { useAsk } from './dialog-host'
import { useAct } from './use-act'

interface EndSessionProps {
  administratorId: string
  name: string
  session: Pick<SessionOfView, 'id' | 'device' | 'address'>
}

const from = ({ device, address }: EndSessionProps['session']) => (address ? `${device} at ${address}` : device)

/** Ends one session of another person. */
export function EndSessionButton({ refusal, ...about }: EndSessionProps & { refusal: string | null }) {
  const ask = useAsk()
  return (
    <Button size="sm" disabledReason={refusal} aria-label={`End the session of ${from(about.session)}`} onClick={() => ask((close) => <EndSessionDialog {...about} onClose={close} />)}>
      End
    </Button>
  )
}

function EndSessionDialog({ administratorId, name, session, onClose }: EndSessionProps & { onClose: () => void }) {
  const { act, pending, failure } = useAct(endSessionsOf, onClose)
  return (
    <ConfirmDialog
      open
      onClose={onClose}
      onConfirm={() => void act({ administratorId, sessionId: session.id }, 'The session has ended.')}
      pending={pending}
      danger
      title="End this session?"
      consequence={`${from(session)} is signed out at once. ${name} and all Client Owners are told by mail.`}
      verb="End session"
    >
      {failure ? <FailureNotice failure={failure} /> : null}
    </ConfirmDialog>
  )
}
