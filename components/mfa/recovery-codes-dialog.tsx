'use client'

import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { RecoveryCodes } from './recovery-codes'

interface RecoveryCodesDialogProps {
  codes: readonly string[]
  email: string
  tenantName: string
  onClose: () => void
}

/** New recovery codes, to be kept before anything else. */
export function RecoveryCodesDialog({ onClose, ...codes }: RecoveryCodesDialogProps) {
  return (
    <Dialog
      open
      onClose={onClose}
      locked="Keep the codes first: they are not shown again."
      title="Keep these recovery codes"
      description="Each works once, when your phone or passkey is not at hand. They are shown this once; keep them where your password is not."
      footer={
        <Button variant="primary" onClick={onClose}>
          I have kept them
        </Button>
      }
    >
      <RecoveryCodes {...codes} />
    </Dialog>
  )
}
