'use client'

import { useRouter } from 'next/navigation'
import { useState, type ReactNode } from 'react'
import { FailureNotice } from '@/components/guard/failure-notice'
import { useSeen } from '@/components/guard/use-seen'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Status } from '@/components/ui/status'
import { showToast } from '@/components/ui/toast-store'
import { WaysInPanel } from '@/components/ways-in/ways-in-panel'
import { useAction } from '@/lib/actions/use-action'
import { listOf } from '@/lib/format/count'
import { type Previewed } from '@/lib/preview/refuse-other-preview'
import { dropPreviousServiceKey, dropStagedServiceKey, proveConnection, stageServiceKey, switchServiceKey } from '@/lib/sso/actions'
import { type CertificateView, type SamlConnectionView } from '@/lib/sso/connection-view'
import { type KeySwitchImpact } from '@/lib/sso/state-key-switch'
import { Certificate } from './certificate'

interface ServiceKeysProps {
  connection: SamlConnectionView
  /** what putting the staged key in use would do; null where none is staged, or it may only be read */
  impact: Previewed<KeySwitchImpact> | null
  /** why it may only be read */
  reason: string | null
  /** epoch milliseconds of the request */
  now: number
}

/** The key of ours: staged, proved, put in use, and the one before kept until the provider has the new one. */
export function ServiceKeys({ connection: { id: connectionId, name, version, serviceKeys: { current, next, previous }, staged, required, signRequests }, impact, reason, now }: ServiceKeysProps) {
  const router = useRouter()
  const [stage, discard, prove, drop] = [useAction(stageServiceKey), useAction(dropStagedServiceKey), useAction(proveConnection), useAction(dropPreviousServiceKey)]
  const [asking, setAsking] = useState<'switch' | 'drop' | null>(null)
  const of = { connectionId, version }
  const make = async () => {
    const result = await stage.run(of)
    if (result.ok) showToast({ text: 'A new key is staged. Our metadata shows both certificates.' })
    router.refresh()
  }
  const setOut = async () => {
    const result = await prove.run({ ...of, withNext: true })
    if (result.ok) window.location.assign(result.data.url)
  }
  const forget = async () => {
    const result = await drop.run(of)
    router.refresh()
    if (!result.ok) return
    setAsking(null)
    showToast({ text: 'The key before is dropped.' })
  }
  return (
    <div className="grid gap-4">
      <Key title="In use" text={signRequests ? 'Requests are signed with it, and what is encrypted for it is opened.' : 'What is encrypted for it is opened. Requests are not signed.'} certificate={current} now={now} />
      {next ? (
        <div className="grid gap-3 border-t pt-4">
          <Key title="Next" status={impact ? impact.proved ? <Status tone="good">Proved within the hour</Status> : <Status>Not proved yet</Status> : null} text={`Our metadata shows both certificates. Once the provider has read it${signRequests ? ' and takes requests signed with the new key' : ''}, prove it and put it in use within the hour${required ? '; then it stays required' : ''}.`} certificate={next} now={now} />
          {reason ? null : (
            <div className="flex flex-wrap gap-2">
              <Button variant={impact?.proved ? 'secondary' : 'primary'} pending={prove.pending} onClick={() => void setOut()}>Prove what is next</Button>
              <Button variant={impact?.proved ? 'primary' : 'secondary'} onClick={() => setAsking('switch')}>Put in use</Button>
              <Button variant="ghost" pending={discard.pending} onClick={() => void discard.run(of).then(() => router.refresh())}>Discard</Button>
            </div>
          )}
        </div>
      ) : null}
      {previous ? (
        <div className="grid gap-3 border-t pt-4">
          <Key title="Before" text="Nothing is signed with it, and our metadata does not show it. What the provider still encrypts for it is opened, until you drop it." certificate={previous} now={now} />
          {reason ? null : <div><Button onClick={() => setAsking('drop')}>Drop it</Button></div>}
        </div>
      ) : null}
      {reason || next ? null : (
        <div className={previous ? 'border-t pt-4' : undefined}>
          <Button pending={stage.pending} disabledReason={previous ? 'The key before is still kept. Drop it first.' : staged.length > 0 ? 'Certificates of the provider are staged. Put them in use or discard them first.' : null} onClick={() => void make()}>
            Make the next key
          </Button>
        </div>
      )}
      <FailureNotice failure={stage.failure ?? prove.failure ?? discard.failure} />
      {impact ? <SwitchDialog of={of} name={name} impact={impact} open={asking === 'switch'} onClose={() => setAsking(null)} /> : null}
      <ConfirmDialog open={asking === 'drop'} onClose={() => setAsking(null)} onConfirm={() => void forget()} pending={drop.pending} title="Drop the key before?" consequence={`Where ${name} still encrypts for it, nobody gets in any more: be sure that it has read our metadata since. This cannot be undone.`} verb="Drop it" danger>
        <FailureNotice failure={drop.failure} />
      </ConfirmDialog>
    </div>
  )
}

function Key({ title, status, text, certificate, now }: { title: string; status?: ReactNode; text: string; certificate: CertificateView; now: number }) {
  return (
    <div className="grid gap-2">
      <div className="flex flex-wrap items-center justify-between gap-x-3">
        <p className="font-medium">{title}</p>
        {status}
      </div>
      <Certificate certificate={certificate} now={now} />
      <p className="text-ink-3">{text}</p>
    </div>
  )
}

interface SwitchDialogProps { of: { connectionId: string; version: number }; name: string; impact: Previewed<KeySwitchImpact>; open: boolean; onClose: () => void }

function SwitchDialog({ of, name, impact: given, open, onClose }: SwitchDialogProps) {
  const router = useRouter()
  const { run, pending, failure, clear } = useAction(switchServiceKey)
  const impact = useSeen(given, failure, (_given, preview: Previewed<KeySwitchImpact>) => preview)
  const { proved, released, people, ways } = impact
  const leave = () => {
    clear()
    onClose()
  }
  const confirm = async () => {
    const result = await run({ ...of, previewed: impact.previewed })
    router.refresh()
    if (!result.ok) return
    leave()
    showToast({ text: result.data.released ? 'In use. It is required no more: prove it again first.' : result.data.proved ? 'In use, and proved.' : 'In use. Prove it.' })
  }
  const says = [
    proved ? 'It was proved within the hour, and stays so.' : `Nobody came through ${name} with it within the hour: it has to be proved again.`,
    released.length > 0 ? `It is required of ${listOf(released)} no more.` : null,
    people > 0 ? 'Whoever is linked stays linked.' : null,
    'The key before is kept, for what is still encrypted for it.',
  ]
  return (
    <ConfirmDialog open={open} onClose={leave} onConfirm={() => void confirm()} pending={pending} title="Put the next key in use?" consequence={says.filter((line) => line !== null).join(' ')} verb="Put in use">
      <div className="grid gap-3">
        <WaysInPanel ways={ways} changing />
        <FailureNotice failure={failure} />
      </div>
    </ConfirmDialog>
  )
}
