'use client'

import { useRouter } from 'next/navigation'
import { useState, useTransition } from 'react'
import { FailureNotice } from '@/components/guard/failure-notice'
import { ONLY_READ } from '@/components/policies/only-read'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { Spinner } from '@/components/ui/spinner'
import { Switch } from '@/components/ui/switch'
import { showToast } from '@/components/ui/toast-store'
import { useAction } from '@/lib/actions/use-action'
import { type Previewed } from '@/lib/preview/refuse-other-preview'
import { setConnectionShown } from '@/lib/sso/actions'
import { type ConnectionView } from '@/lib/sso/connection-view'
import { type EndingImpact } from '@/lib/sso/state-ending'
import { DisableDialog, RemoveDialog } from './ending-dialogs'

interface ConnectionSwitchesProps {
  connection: ConnectionView
  /** what disabling and removing it would do; null where it may only be read */
  endings: { disable: Previewed<EndingImpact>; delete: Previewed<EndingImpact> } | null
  reason: string | null
}

/** Whether it is offered, whether it works at all, and its end. */
export function ConnectionSwitches({ connection, endings, reason }: ConnectionSwitchesProps) {
  const router = useRouter()
  const { id: connectionId, version, hidden, disabled, justInTime, domains } = connection
  const locked = reason && ONLY_READ
  const shown = { hidden, disabled, justInTime }
  const show = useAction(setConnectionShown)
  const [asking, setAsking] = useState<'disable' | 'delete' | null>(null)
  const [drawing, startDrawing] = useTransition()
  // Until the page shows what was saved: a second press would send what stood there before the first.
  const busy = show.pending || drawing
  const set = async (next: Partial<typeof shown>) => {
    if (busy) return
    const result = await show.run({ connectionId, version, ...shown, ...next })
    if (result.ok) showToast({ text: 'Saved.' })
    startDrawing(() => router.refresh())
  }
  return (
    <Card title="Availability" actions={busy ? <Spinner size={16} /> : null}>
      <div className="grid gap-4" aria-busy={busy || undefined}>
        <Switch label="Offered on the sign-in page" description="Hidden, it still works for those who have its address." disabledReason={locked} checked={!hidden} onChange={() => void set({ hidden: !hidden })} />
        <Switch label="Enabled" description="Disabled, nobody signs in through it, and it is required of nobody." disabledReason={locked} checked={!disabled} onChange={() => (disabled ? void set({ disabled: false }) : busy ? undefined : setAsking('disable'))} />
        <Switch
          label="Makes accounts by itself"
          description="Whoever nobody invited and who comes with a verified address of a bound domain becomes an administrator with the role Member, unless the domain allowlist is against it."
          disabledReason={locked ?? (!justInTime && !domains.some(({ state }) => state !== 'open') ? 'None of its domains is bound yet.' : null)}
          checked={justInTime}
          onChange={() => void set({ justInTime: !justInTime })}
        />
        <FailureNotice failure={show.failure} />
        {reason ? null : (
          <div>
            <Button variant="danger" icon="trash" onClick={() => setAsking('delete')}>
              Remove identity provider
            </Button>
          </div>
        )}
      </div>
      {endings ? (
        <>
          <DisableDialog connection={connection} impact={endings.disable} open={asking === 'disable'} onClose={() => setAsking(null)} />
          <RemoveDialog connection={connection} impact={endings.delete} open={asking === 'delete'} onClose={() => setAsking(null)} />
        </>
      ) : null}
    </Card>
  )
}
