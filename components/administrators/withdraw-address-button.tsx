'use client'

import { useState } from 'react'
import { FailureNotice } from '@/components/guard/failure-notice'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { withdrawAddressOf } from '@/lib/administrators/actions'
import { useAct } from './use-act'

/** Takes a pending change of another person's address back. */
export function WithdrawAddressButton({ administratorId, name, email, refusal }: { administratorId: string; name: string; /** the new address that waits */ email: string; refusal: string | null }) {
  const [open, setOpen] = useState(false)
  const close = () => setOpen(false)
  const { act, pending, failure } = useAct(withdrawAddressOf, close)
  return (
    <>
      <Button size="sm" disabledReason={refusal} onClick={() => setOpen(true)}>
        Withdraw
      </Button>
      <ConfirmDialog open={open} onClose={close} onConfirm={() => void act({ administratorId }, 'The change of address is withdrawn.')} pending={pending} title="Withdraw the change of address?" consequence={`The link that was sent to ${email} stops working. ${name} keeps the address they have.`} verb="Withdraw">
        {failure ? <FailureNotice failure={failure} /> : null}
      </ConfirmDialog>
    </>
  )
}
