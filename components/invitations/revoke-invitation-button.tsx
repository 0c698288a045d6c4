'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { FailureNotice } from '@/components/guard/failure-notice'
import { Button, type ButtonProps } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { showToast } from '@/components/ui/toast-store'
import { useAction } from '@/lib/actions/use-action'
import { revokeInvitation } from '@/lib/invitations/actions'
import { paths } from '@/lib/paths'

interface RevokeProps extends Pick<ButtonProps, 'variant' | 'size'> {
  administratorId: string
  email: string
  /** Why it may not be revoked (InvitationView.revokeRefusal). */
  refusal: string | null
  /** Where to go when the person is removed with it; left out, the page is drawn again. */
  leaveTo?: string
}

/** Revokes an invitation, after saying that the person goes with it when nothing else holds them here. */
export function RevokeInvitationButton({ administratorId, email, refusal, leaveTo = paths.administrators, ...look }: RevokeProps) {
  const router = useRouter()
  const [asking, setAsking] = useState(false)
  const { run, pending, failure, clear } = useAction(revokeInvitation)
  const close = () => {
    setAsking(false)
    clear()
  }
  const revoke = async () => {
    const result = await run({ administratorId })
    if (!result.ok) return
    close()
    showToast({ text: result.data.removed ? `The invitation to ${email} is revoked and the person removed.` : `The invitation to ${email} is revoked.` })
    if (result.data.removed) router.replace(leaveTo)
    else router.refresh()
  }
  return (
    <>
      <Button {...look} disabledReason={refusal} onClick={() => setAsking(true)}>
        Revoke invitation
      </Button>
      <ConfirmDialog
        open={asking}
        onClose={close}
        onConfirm={() => void revoke()}
        pending={pending}
        danger
        title="Revoke this invitation?"
        consequence={`The link sent to ${email} stops working at once. The person and the roles of this invitation are removed, unless somebody gave them another role since.`}
        verb="Revoke invitation"
      >
        <FailureNotice failure={failure} />
      </ConfirmDialog>
    </>
  )
}
