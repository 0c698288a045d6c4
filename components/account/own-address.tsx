'use client'

import { useRouter } from 'next/navigation'
import { useState, type ReactNode } from 'react'
import { FailureNotice } from '@/components/guard/failure-notice'
import { Button } from '@/components/ui/button'
import { Callout } from '@/components/ui/callout'
import { Card } from '@/components/ui/card'
import { Facts } from '@/components/ui/facts'
import { showToast } from '@/components/ui/toast-store'
import { withdrawAddress } from '@/lib/account/actions'
import { useAction } from '@/lib/actions/use-action'
import { ChangeAddressDialog } from './change-address-dialog'

interface OwnAddressProps {
  email: string
  /** a change that waits for its link, and until when */
  pending: { email: string; until: ReactNode } | null
}

/** The address one signs in with, and a change of it that waits. */
export function OwnAddress({ email, pending }: OwnAddressProps) {
  const router = useRouter()
  const [changing, setChanging] = useState(false)
  const withdrawal = useAction(withdrawAddress)
  const withdraw = async () => {
    const result = await withdrawal.run({})
    if (!result.ok) return
    showToast({ text: `Withdrawn. ${email} stays your address.` })
    router.refresh()
  }
  return (
    <Card
      title="E-mail address"
      description="You sign in with it, and it is where letters from the console go."
      actions={<Button onClick={() => setChanging(true)}>{pending ? 'Change to another' : 'Change address'}</Button>}
    >
      <div className="grid gap-4">
        <Facts items={[{ term: 'Address', value: <span className="break-all">{email}</span> }]} />
        {pending ? (
          <Callout
            tone="warn"
            title={<span className="break-all">{`${pending.email} waits to be confirmed.`}</span>}
            actions={
              <Button size="sm" pending={withdrawal.pending} onClick={() => void withdraw()}>
                Withdraw
              </Button>
            }
          >
            A link was sent there; it works until {pending.until}. Until it is used, {email} goes on signing in and receiving resets.
          </Callout>
        ) : null}
        <FailureNotice failure={withdrawal.failure} />
      </div>
      <ChangeAddressDialog open={changing} onClose={() => setChanging(false)} email={email} pendingEmail={pending?.email ?? null} />
    </Card>
  )
}
