'use client'

import { useQuery } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { FailureNotice } from '@/components/guard/failure-notice'
import { Button } from '@/components/ui/button'
import { Callout } from '@/components/ui/callout'
import { type ComboboxOption } from '@/components/ui/combobox'
import { Dialog } from '@/components/ui/dialog'
import { Progress } from '@/components/ui/progress'
import { useAction } from '@/lib/actions/use-action'
import { startBulkChange } from '@/lib/administrators/actions'
import { BULK_WORDS, type BulkAct, type BulkChange, type Selection } from '@/lib/administrators/bulk-change'
import { bulkPreviewQuery } from '@/lib/administrators/queries'
import { type RoleKey } from '@/lib/authz/policy'
import { formatNumber } from '@/lib/format/count'
import { paths } from '@/lib/paths'
import { kindReasons, kindToOffer, type GrantKind, type TermsByRole } from '@/lib/pim/assignment-terms'
import { BulkPreviewText } from './bulk-preview-text'
import { BulkRoleFields } from './bulk-role-fields'
import { scopeOf } from './search-places'

interface BulkDialogProps {
  act: BulkAct
  selection: Selection
  reasons: Readonly<Record<RoleKey, string | null>> | null
  /** how each role may be held by its PIM settings */
  terms: TermsByRole
  onClose: () => void
  onStarted: () => void
}

/** Consequence before commitment: how many will change, who is left out and why; then it is begun, and one can watch or leave. */
export function BulkDialog({ act, selection, reasons, terms, onClose, onStarted }: BulkDialogProps) {
  const router = useRouter()
  const [role, setRole] = useState<RoleKey | null>(null)
  const [place, setPlace] = useState<ComboboxOption | null>(null)
  const [wished, setWished] = useState<GrantKind>('active')
  const scope = scopeOf(role, place)
  const kinds = kindReasons(role ? [role] : [], terms)
  const kind = kindToOffer(wished, kinds)
  const change: BulkChange | null = act !== 'assign' ? { act } : role && scope ? { act, role, scope, kind } : null
  const asked = useQuery({ ...bulkPreviewQuery({ change: change ?? { act: 'restore' }, selection }), enabled: change !== null })
  const { run, pending, failure } = useAction(startBulkChange)
  const { verb, danger } = BULK_WORDS[act]
  const preview = asked.data && 'preview' in asked.data ? asked.data.preview : null
  const refused = asked.data && 'failure' in asked.data ? asked.data.failure : null
  const count = preview?.willChange.count ?? 0
  const missing = !change ? (role ? 'Choose the workspace or organization first.' : 'Choose a role first.') : !preview ? 'Wait until it is known who will change.' : count === 0 ? 'Nobody would change.' : null

  const start = async () => {
    if (!change || !preview) return
    const result = await run({ change, selection, people: preview.people })
    if (!result.ok) return result.error.code === 'conflict' ? void asked.refetch() : undefined
    onStarted()
    onClose()
    router.push(paths.bulkRun(result.data.runId))
  }
  return (
    <Dialog
      open
      onClose={onClose}
      locked={pending}
      title={act === 'assign' ? 'Assign a role' : `${verb}?`}
      footer={
        <>
          <Button onClick={onClose} data-autofocus={act === 'assign' ? undefined : true} disabledReason={pending ? 'Wait until this is done.' : null}>
            Cancel
          </Button>
          <Button variant={danger ? 'danger' : 'primary'} pending={pending} disabledReason={missing} onClick={() => void start()}>
            {count > 0 ? `${verb} (${formatNumber(count)})` : verb}
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        {act === 'assign' && reasons ? <BulkRoleFields role={role} place={place} kind={kind} kinds={kinds} reasons={reasons} onRole={setRole} onKind={setWished} onPlace={setPlace} /> : null}
        {change && asked.isPending ? <Progress label="Looking at everyone who is meant" /> : null}
        {asked.isError ? <Callout tone="danger" live title="The server did not answer. Nothing was changed.">Close this and try again in a moment.</Callout> : null}
        {change && preview ? <BulkPreviewText act={act} eligible={act === 'assign' && kind === 'eligible'} preview={preview} /> : null}
        <FailureNotice failure={failure ?? refused} />
      </div>
    </Dialog>
  )
}
