'use client'

import { useRouter } from 'next/navigation'
import { useId } from 'react'
import { FailureNotice } from '@/components/guard/failure-notice'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { showToast } from '@/components/ui/toast-store'
import { useAction } from '@/lib/actions/use-action'
import { ROLES } from '@/lib/authz/policy'
import { type PlaceGrantRow, type PlaceView } from '@/lib/places/place-view'
import { GRANT_ACTIONS } from './manage-place-grants'
import { PlaceGrantFields, usePlaceGrant, type Giving } from './place-grant-fields'
import { calledIn } from './place-words'

/** Another role in the place, or the same one held in another way or until another moment. */
export function ChangePlaceRole({ place, row, giving, onClose }: { place: Pick<PlaceView, 'kind' | 'id' | 'name'>; row: PlaceGrantRow; giving: Giving; onClose: () => void }) {
  const router = useRouter()
  const form = useId()
  const { run, pending, failure } = useAction(GRANT_ACTIONS[place.kind].change)
  const draft = usePlaceGrant(giving, row)
  const { role, kind, endsAt, same, missing } = draft
  const called = calledIn(row)
  const { role: roleError, kind: kindError, endsAt: endsError } = failure?.fields ?? {}
  const change = async () => {
    const result = await run({ placeId: place.id, grantId: row.grantId, version: row.version, role, kind, endsAt })
    router.refresh()
    if (!result.ok) return
    onClose()
    const as = `${kind === 'eligible' ? 'eligible for ' : ''}${ROLES[role].label} of ${place.name}`
    showToast({ text: role === row.role && kind === row.kind ? `The role of ${called} ${endsAt === null ? 'has no end any more' : 'ends as set'}.` : `${called} is ${as} now.` })
  }
  return (
    <Dialog
      open
      onClose={onClose}
      locked={pending}
      title={`Change the role of ${called}`}
      description={`${row.kind === 'eligible' ? 'Eligible for ' : ''}${ROLES[row.role].label} of ${place.name}. A change counts from their next request on.`}
      footer={
        <>
          <Button onClick={onClose} disabledReason={pending ? 'Wait until this is done.' : null}>
            Cancel
          </Button>
          <Button type="submit" form={form} variant="primary" pending={pending} disabledReason={same ? 'Change something first.' : missing}>
            Change role
          </Button>
        </>
      }
    >
      <form
        id={form}
        noValidate
        className="grid gap-5"
        onSubmit={(event) => {
          event.preventDefault()
          if (!pending && !same && missing === null) void change()
        }}
      >
        <PlaceGrantFields place={place.kind} draft={draft} giving={giving} errors={failure?.fields} />
        {failure && !(roleError ?? kindError ?? endsError) ? <FailureNotice failure={failure} /> : null}
      </form>
    </Dialog>
  )
}
