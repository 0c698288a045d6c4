'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { AskLink } from '@/components/guard/ask-link'
import { FailureNotice } from '@/components/guard/failure-notice'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { showToast } from '@/components/ui/toast-store'
import { useAction } from '@/lib/actions/use-action'
import { countOf, formatNumber, listOf } from '@/lib/format/count'
import { type DeletionPreview, type PlaceView } from '@/lib/places/place-view'
import { placePaths } from './place-words'
import { PLACE_ACTIONS } from './save-place'

interface DeletePlaceProps {
  place: PlaceView
  /** why it cannot be deleted by this person */
  reason: string | null
  preview: DeletionPreview | null
  tenantName: string
}

/** The end of a place, with everything it takes along said beforehand. */
export function DeletePlace({ place, reason, preview, tenantName }: DeletePlaceProps) {
  const router = useRouter()
  const { run, pending, failure, clear } = useAction(PLACE_ACTIONS[place.kind].remove)
  const [open, setOpen] = useState(false)
  const [done, setDone] = useState(false)
  const show = () => {
    // What it takes along is read again: others may have changed it since this page was drawn.
    router.refresh()
    clear()
    setOpen(true)
  }
  const remove = async () => {
    const result = await run({ id: place.id, version: place.version, confirmation: place.name })
    if (!result.ok) return router.refresh()
    setDone(true)
    showToast({ text: `${place.name} deleted${result.data.grantsEnded > 0 ? `; ${countOf(result.data.grantsEnded, 'role')} ended with it` : ''}.` })
    router.replace(placePaths(place).list)
  }
  return (
    <Card
      title={`Delete this ${place.kind}`}
      actions={
        <>
          {reason ? <AskLink asked={{ permission: `${place.kind}:delete`, place: { type: place.kind, id: place.id } }} /> : null}
          <Button variant="danger" icon="trash" disabledReason={reason} onClick={show}>
            Delete {place.kind}
          </Button>
        </>
      }
    >
      <p className="text-ink-2">{reason ?? (preview && preview.roles > 0 ? `It takes ${countOf(preview.roles, 'role')} of ${countOf(preview.people, 'person', 'people')} along. Its history stays in the audit.` : 'Nobody holds a role in it. Its history stays in the audit.')}</p>
      <ConfirmDialog
        open={open}
        onClose={() => setOpen(false)}
        onConfirm={() => void remove()}
        title={`Delete ${place.name}?`}
        consequence={consequenceOf(place, preview)}
        verb={`Delete ${place.kind}`}
        danger
        pending={pending || done}
        typeToConfirm={place.name}
        typeToConfirmName={`the name of the ${place.kind}`}
      >
        {preview && preview.people > 0 ? <Losing preview={preview} tenantName={tenantName} /> : null}
        <FailureNotice failure={failure} />
      </ConfirmDialog>
    </Card>
  )
}

function consequenceOf({ kind }: PlaceView, preview: DeletionPreview | null): string {
  const going = preview && preview.roles > 0 ? `The ${kind} is gone for good, and ${countOf(preview.roles, 'role')} of ${countOf(preview.people, 'person', 'people')} in it end${preview.roles === 1 ? 's' : ''} at once.` : `The ${kind} is gone for good. Nobody holds a role in it.`
  return `${going} This cannot be undone; the history stays in the audit.`
}

function Losing({ preview: { names, people, stranded }, tenantName }: { preview: DeletionPreview; tenantName: string }) {
  const rest = people - names.length
  return (
    <div className="grid gap-1 rounded-lg border bg-sunken px-3 py-2.5">
      <p className="break-words">
        <span className="font-medium">Who loses a role: </span>
        {rest > 0 ? `${names.join(', ')} and ${formatNumber(rest)} more` : listOf(names, names.length)}
      </p>
      {stranded === null ? null : (
        <p className="text-ink-2">{stranded === 0 ? `All of them hold other roles in ${tenantName}.` : `${countOf(stranded, 'person has', 'people have')} no other role in ${tenantName} and can do nothing there afterwards.`}</p>
      )}
    </div>
  )
}
