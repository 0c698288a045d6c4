'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { FailureNotice } from '@/components/guard/failure-notice'
import { Button } from '@/components/ui/button'
import { Callout } from '@/components/ui/callout'
import { showToast } from '@/components/ui/toast-store'
import { useAction } from '@/lib/actions/use-action'
import { type Previewed } from '@/lib/preview/refuse-other-preview'
import { confirmRequiredSso, proveConnection, stopRequiringSso } from '@/lib/sso/actions'
import { type ConnectionView } from '@/lib/sso/connection-view'
import { type RequiredImpact } from '@/lib/sso/state-required'
import { RequireDialog } from './require-dialog'
import { RequiredTimer } from './required-timer'

interface ConnectionProofProps {
  connection: ConnectionView
  /** what requiring it would do */
  impact: Previewed<RequiredImpact>
  /** why it may only be read */
  reason: string | null
  /** "21 Nov 2025, 02:28", in the viewer's zone, of the end of the ten minutes; null where it does not wait */
  until: string | null
  /** the same, of ten minutes that ended without a word */
  lapsed: string | null
  /** epoch milliseconds of the request */
  now: number
}

/** A round trip through it, and what may follow from that: that it is required. */
export function ConnectionProof({ connection, impact, reason, until, lapsed, now }: ConnectionProofProps) {
  const router = useRouter()
  const [prove, confirm, stop] = [useAction(proveConnection), useAction(confirmRequiredSso), useAction(stopRequiringSso)]
  const [asking, setAsking] = useState(false)
  const { id: connectionId, version, proof, required, domains } = connection
  const of = { connectionId, version }
  const setOut = async () => {
    const result = await prove.run(of)
    if (result.ok) window.location.assign(result.data.url)
  }
  const done = async (action: typeof confirm, text: string) => {
    const result = await action.run(of)
    if (result.ok) showToast({ text })
    router.refresh()
  }
  const cannot = required ? 'It is required already.' : connection.disabled ? 'It is disabled. Enable it first.' : !domains.some(({ state }) => state !== 'open') ? 'None of its domains is bound yet.' : !proof?.current ? 'Prove it first.' : !proof.counts ? 'Somebody else proved it. Prove it yourself first, or name them for it.' : null
  return (
    <div className="grid gap-4">
      {required?.until ? (
        <Callout tone="warn" title={<>It is required for another <RequiredTimer until={required.until} now={now} />, and then no more, unless it is confirmed.</>}>
          The time ends {until}. {required.mayConfirm ? 'This session came through it.' : 'Sign in with it in another browser or a private window, and confirm there.'}
        </Callout>
      ) : required ? (
        <Callout tone="good" title="It is required for its bound domains.">
          Accounts marked as break-glass keep their own ways in.
        </Callout>
      ) : lapsed ? (
        <Callout tone="neutral" title={`It was required until ${lapsed}, and is no more: nobody confirmed it in time.`} />
      ) : null}
      <p className="text-ink-2">
        {proof === null ? 'Nobody has proved it yet.' : proof.current ? `Proved by ${proof.by}, as it is now.` : `Proved by ${proof.by}, and changed since.`} A round trip signs nobody in; it shows what comes back and what would happen.
      </p>
      {reason ? null : (
        <div className="flex flex-wrap gap-2">
          <Button variant={proof?.current ? 'secondary' : 'primary'} pending={prove.pending} disabledReason={connection.protocol === 'saml' || connection.credential ? null : 'Store its secret first.'} onClick={() => void setOut()}>
            Prove it
          </Button>
          {required ? null : (
            <Button disabledReason={cannot} onClick={() => setAsking(true)}>
              Require it for its domains
            </Button>
          )}
          {required?.until ? (
            <Button variant="primary" pending={confirm.pending} disabledReason={required.mayConfirm ? null : 'This session did not come through it.'} onClick={() => void done(confirm, 'It stays required.')}>
              Confirm that it works
            </Button>
          ) : null}
          {required ? <Button pending={stop.pending} onClick={() => void done(stop, 'It is required no more.')}>Stop requiring it</Button> : null}
        </div>
      )}
      {required ? null : <RequireDialog connectionId={connectionId} version={version} name={connection.name} impact={impact} open={asking} onClose={() => setAsking(false)} />}
      <FailureNotice failure={prove.failure ?? confirm.failure ?? stop.failure} />
    </div>
  )
}
