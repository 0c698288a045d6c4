'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { useAction } from '@/lib/actions/use-action'
import { makeNewRecoveryCodes } from '@/lib/mfa/actions'

const MOST = 10

/** How many recovery codes are left, and another set. */
export function RecoveryCodesCard({ left, enrolled, onMade }: { left: number; enrolled: boolean; onMade: (codes: readonly string[]) => void }) {
  const router = useRouter()
  const [asking, setAsking] = useState(false)
  const { run, pending, failure, clear } = useAction(makeNewRecoveryCodes)
  const leave = () => {
    clear()
    setAsking(false)
  }
  const make = async () => {
    const result = await run({})
    if (!result.ok) return
    setAsking(false)
    onMade(result.data.recoveryCodes)
    router.refresh()
  }
  return (
    <Card
      title="Recovery codes"
      description="For the day your phone is lost: each stands in for a second factor once."
      actions={
        <Button icon="refresh" disabledReason={enrolled ? null : 'They stand in for a second factor. Add one first.'} onClick={() => setAsking(true)}>
          Make new codes
        </Button>
      }
    >
      {enrolled ? (
        <p>
          {left === 0 ? (
            <>You have <strong className="font-medium">none</strong> now. Make {MOST}, and keep them where your phone is not.</>
          ) : (
            <>
              <strong className="font-medium tabular-nums">{left} of {MOST}</strong> left. Nobody can show them again; if you cannot find yours, make new ones.
            </>
          )}
        </p>
      ) : (
        <p className="text-ink-3">You get {MOST} of them together with your first second factor.</p>
      )}
      <ConfirmDialog
        open={asking}
        onClose={leave}
        onConfirm={() => void make()}
        title="Make new recovery codes?"
        consequence={left === 0 ? `You get ${MOST} codes, and your other sessions end.` : `${left === 1 ? 'The code you have stops' : `The ${left} codes you have stop`} working at once, and your other sessions end.`}
        verb="Make new codes"
        pending={pending}
        error={failure?.sentence}
      />
    </Card>
  )
}
