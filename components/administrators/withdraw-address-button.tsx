'use client'

import { FailureNotice } from '@/components/guard/failure-notice'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { withdrawAddressOf } from '@/lib/administrators/actions'
import { useAsk } from './dialog-host'
import { useAct } from './use-act'

interface WithdrawProps {
  administratorId: string
  name: string
  /** the new address that waits */
  email: string
}

/** Takes a pending change of another person's address back. */
export function WithdrawAddressButton({ refusal, ...about }: WithdrawProps & { refusal: string | null }) {
  const ask = useAsk()
  return (
    <Button size="sm" disabledReason={refusal} onClick={() => ask((close) => <WithdrawDialog {...about} onClose={close} />)}>
      Withdraw
    </Button>
  )
}

function WithdrawDialog({ administratorId, name, email, onClose }: WithdrawProps & { onClose: () => void }) {
  const { act, pending, failure } = useAct(withdrawAddressOf, onClose)
  return (
    <ConfirmDialog open onClose={onClose} onConfirm={() => void act({ administratorId }, 'The change of address is withdrawn.')} pending={pending} title="Withdraw the change of address?" consequence={`The link that was sent to ${email} stops working. ${name} keeps the address they have.`} verb="Withdraw">
      {failure ? <FailureNotice failure={failure} /> : null}
    </ConfirmDialog>
  )
}
