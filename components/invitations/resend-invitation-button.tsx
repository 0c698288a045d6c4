'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { FailureNotice } from '@/components/guard/failure-notice'
import { Button, type ButtonProps } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { showToast } from '@/components/ui/toast-store'
import { useAction } from '@/lib/actions/use-action'
import { resendInvitation } from '@/lib/invitations/actions'

interface ResendProps extends Pick<ButtonProps, 'variant' | 'size'> {
  administratorId: string
  email: string
  /** Why it may not be sent again (InvitationView.resendRefusal). */
  refusal: string | null
  /** Once it is sent; left out, the page is drawn again. */
  onDone?: () => void
}

/** Sends an invitation again, after saying that the link sent before stops working. */
export function ResendInvitationButton({ administratorId, email, refusal, onDone, ...look }: ResendProps) {
  const router = useRouter()
  const [asking, setAsking] = useState(false)
  const { run, pending, failure, clear } = useAction(resendInvitation)
  const close = () => {
    setAsking(false)
    clear()
  }
  const send = async () => {
    const result = await run({ administratorId })
    if (!result.ok) return
    close()
    showToast({ text: `The invitation to ${email} is on its way again.` })
    if (onDone) onDone()
    else router.refresh()
  }
  return (
    <>
      <Button {...look} icon="mail" disabledReason={refusal} onClick={() => setAsking(true)}>
        Resend invitation
      </Button>
      <ConfirmDialog open={asking} onClose={close} onConfirm={() => void send()} pending={pending} title="Send the invitation again?" consequence={`A new link goes to ${email} in your name, with its full lifetime. The link sent before stops working at once.`} verb="Resend invitation">
        <FailureNotice failure={failure} />
      </ConfirmDialog>
    </>
  )
}
