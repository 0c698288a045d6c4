'use client'

import { ReplacementCode } from '@/components/mfa/replacement-code'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'

/** The recovery code that takes the place of the one just used, shown this once; then it goes on where it was. */
export function KeptCode({ code, onKept }: { code: string; onKept: () => void }) {
  return (
    <Dialog
      open
      locked="Keep the code first: it is not shown again."
      onClose={onKept}
      size="sm"
      title="Keep your new recovery code"
      description="The one you used is dead. This one takes its place; it is shown this once."
      footer={
        <Button variant="primary" onClick={onKept}>
          I have kept it, go on
        </Button>
      }
    >
      <ReplacementCode code={code} />
    </Dialog>
  )
}
