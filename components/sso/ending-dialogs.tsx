'use client'

import { useRouter } from 'next/navigation'
import { FailureNotice } from '@/components/guard/failure-notice'
import { useSeen } from '@/components/guard/use-seen'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { showToast } from '@/components/ui/toast-store'
import { WaysInPanel, whyNobodyIsLeft } from '@/components/ways-in/ways-in-panel'
import { useAction } from '@/lib/actions/use-action'
import { type Failure } from '@/lib/errors/app-error'
import { countOf, listOf } from '@/lib/format/count'
import { paths } from '@/lib/paths'
import { type Previewed } from '@/lib/preview/refuse-other-preview'
import { deleteConnection, setConnectionShown } from '@/lib/sso/actions'
import { type ConnectionView } from '@/lib/sso/connection-view'
import { type EndingImpact } from '@/lib/sso/state-ending'

interface EndingDialogProps {
  connection: ConnectionView
  /** what it would do */
  impact: Previewed<EndingImpact>
  open: boolean
  onClose: () => void
}

/** Switches an identity provider off; whom that meets, and what it leaves each owner, is said before. */
export function DisableDialog({ connection, impact: given, open, onClose }: EndingDialogProps) {
  const router = useRouter()
  const { run, pending, failure, clear } = useAction(setConnectionShown)
  const impact = useSeen(given, failure, (_given, preview: Previewed<EndingImpact>) => preview)
  const { id: connectionId, name, version, hidden, justInTime } = connection
  const leave = () => {
    clear()
    onClose()
  }
  const confirm = async () => {
    const result = await run({ connectionId, version, hidden, justInTime, disabled: true, previewed: impact.previewed })
    router.refresh()
    if (!result.ok) return
    leave()
    showToast({ text: result.data.sessionsEnded > 0 ? `${name} is disabled; ${countOf(result.data.sessionsEnded, 'session')} ended.` : `${name} is disabled.` })
  }
  return (
    <ConfirmDialog open={open} onClose={leave} onConfirm={() => void confirm()} pending={pending} title={`Disable ${name}?`} consequence="Nobody signs in through it until it is enabled again." verb="Disable it" refused={whyNobodyIsLeft(impact.ways)}>
      <Impact impact={impact} failure={failure} />
    </ConfirmDialog>
  )
}

/** Removes an identity provider with all it knows. */
export function RemoveDialog({ connection, impact: given, open, onClose }: EndingDialogProps) {
  const router = useRouter()
  const { run, pending, failure, clear } = useAction(deleteConnection)
  const impact = useSeen(given, failure, (_given, preview: Previewed<EndingImpact>) => preview)
  const { id: connectionId, name, version } = connection
  const leave = () => {
    clear()
    onClose()
  }
  const confirm = async () => {
    const result = await run({ connectionId, version, confirmation: name, previewed: impact.previewed })
    if (!result.ok) return router.refresh()
    showToast({ text: `${name} removed.` })
    router.replace(paths.signInAndSso)
  }
  return (
    <ConfirmDialog open={open} onClose={leave} onConfirm={() => void confirm()} pending={pending} title={`Remove ${name}?`} consequence="Nobody signs in through it any more. This cannot be undone; the history stays in the audit." verb="Remove it" danger refused={whyNobodyIsLeft(impact.ways)} typeToConfirm={name}>
      <Impact impact={impact} failure={failure} />
    </ConfirmDialog>
  )
}

function Impact({ impact, failure }: { impact: EndingImpact; failure: Failure | null }) {
  return (
    <div className="grid gap-3">
      <ul className="list-disc space-y-1 ps-5 text-ink-2">
        {whatItDoes(impact).map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <WaysInPanel ways={impact.ways} changing />
      <FailureNotice failure={failure} />
    </div>
  )
}

function whatItDoes({ people, stranded, sessions, released, roles, gone }: EndingImpact): string[] {
  const pim = gone ? [gone.activations > 0 ? countOf(gone.activations, 'activation') : null, gone.requests > 0 ? countOf(gone.requests, 'waiting request') : null].filter((part) => part !== null) : []
  return [
    people === 0 ? 'Nobody is linked to it.' : `${countOf(people, 'person is', 'people are')} linked to it${stranded === 0 ? ', and each can sign in by something else.' : `. ${stranded === people ? (people === 1 ? 'They have' : 'All of them have') : countOf(stranded, 'of them has', 'of them have')} no other way in.`}`,
    sessions > 0 ? `${countOf(sessions, 'session that came through it ends', 'sessions that came through it end')} at once.` : null,
    released.length > 0 ? `It is required of ${listOf(released)} no more: built-in methods are open to them again.` : null,
    roles > 0 ? (gone ? `${countOf(roles, 'role that it gave ends', 'roles that it gave end')} at once${pim.length > 0 ? `, with ${listOf(pim)}` : ''}.` : `${countOf(roles, 'role that it gave stays', 'roles that it gave stay')} as ${roles === 1 ? 'it is' : 'they are'}: no sign-in brings ${roles === 1 ? 'it' : 'them'} up to date.`) : null,
    gone && gone.lines + gone.domains > 0 ? `${listOf([gone.domains > 0 ? countOf(gone.domains, 'domain') : null, gone.lines > 0 ? countOf(gone.lines, 'mapping line') : null].filter((part) => part !== null))} of it ${gone.lines + gone.domains === 1 ? 'goes' : 'go'} with it.` : null,
  ].filter((line) => line !== null)
}
