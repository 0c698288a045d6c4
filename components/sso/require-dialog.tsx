'use client'

import { useRouter } from 'next/navigation'
import { FailureNotice } from '@/components/guard/failure-notice'
import { useSeen } from '@/components/guard/use-seen'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { showToast } from '@/components/ui/toast-store'
import { WaysInPanel, whyNobodyIsLeft } from '@/components/ways-in/ways-in-panel'
import { useAction } from '@/lib/actions/use-action'
import { countOf, listOf } from '@/lib/format/count'
import { type Previewed } from '@/lib/preview/refuse-other-preview'
import { requireSso } from '@/lib/sso/actions'
import { type RequiredImpact } from '@/lib/sso/state-required'

interface RequireDialogProps {
  connectionId: string
  version: number
  name: string
  impact: Previewed<RequiredImpact>
  open: boolean
  onClose: () => void
}

/** Requires an identity provider of its domains; whom that binds, and what it leaves each owner, is said before. */
export function RequireDialog({ connectionId, version, name, impact: given, open, onClose }: RequireDialogProps) {
  const router = useRouter()
  const { run, pending, failure, clear } = useAction(requireSso)
  const impact = useSeen(given, failure, (_given, preview: Previewed<RequiredImpact>) => preview)
  const { domains, people, unlinked, ways } = impact
  const leave = () => {
    clear()
    onClose()
  }
  const confirm = async () => {
    const result = await run({ connectionId, version, previewed: impact.previewed })
    router.refresh()
    if (!result.ok) return
    leave()
    showToast({ text: result.data.owners < 2 ? 'Required for ten minutes. Only one usable Client Owner is left.' : 'Required for ten minutes. Confirm it from a session that came through it.' })
  }
  return (
    <ConfirmDialog open={open} onClose={leave} onConfirm={() => void confirm()} pending={pending} title={`Require ${name} for its domains?`} consequence={whatItDoes({ domains, people, unlinked })} verb="Require it" refused={whyNobodyIsLeft(ways)}>
      <div className="grid gap-3">
        <WaysInPanel ways={ways} changing />
        <FailureNotice failure={failure} />
      </div>
    </ConfirmDialog>
  )
}

function whatItDoes({ domains, people, unlinked }: Pick<RequiredImpact, 'domains' | 'people' | 'unlinked'>): string {
  return [
    `From now on ${countOf(people, 'person', 'people')} of ${listOf(domains)} can sign in through it only.`,
    unlinked > 0 ? `${countOf(unlinked, 'of them is', 'of them are')} not linked to it yet: their first sign-in through it mails them a link.` : '',
    'Sessions that run go on. After ten minutes it is required no more, unless it is confirmed from a session that came through it.',
  ].filter(Boolean).join(' ')
}
