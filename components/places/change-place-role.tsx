'use client'

import { useRouter } from 'next/navigation'
import { useId, useState } from 'react'
import { FailureNotice } from '@/components/guard/failure-notice'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { showToast } from '@/components/ui/toast-store'
import { useAction } from '@/lib/actions/use-action'
import { ROLES } from '@/lib/authz/policy'
import { fromLocalField, toLocalField } from '@/lib/format/local-moment'
import { type PlaceGrantRow, type PlaceView } from '@/lib/places/place-view'
import { GRANT_ACTIONS } from './manage-place-grants'
import { PlaceRoleChoice } from './place-role-choice'
import { calledIn } from './place-words'

/** Another role in the place, or another end of the same one. */
export function ChangePlaceRole({ place, row, zone, onClose }: { place: Pick<PlaceView, 'kind' | 'id' | 'name'>; row: PlaceGrantRow; zone: string; onClose: () => void }) {
  const router = useRouter()
  const form = useId()
  const { run, pending, failure } = useAction(GRANT_ACTIONS[place.kind].change)
  const before = row.endsAt === null ? '' : toLocalField(row.endsAt, zone)
  const [role, setRole] = useState(row.role)
  const [ends, setEnds] = useState(before)
  const same = role === row.role && ends === before
  const called = calledIn(row)
  const endsError = failure?.fields?.endsAt
  const change = async () => {
    const result = await run({ placeId: place.id, grantId: row.grantId, version: row.version, role, endsAt: ends === before ? row.endsAt : fromLocalField(ends, zone) })
    router.refresh()
    if (!result.ok) return
    onClose()
    showToast({ text: role === row.role ? `The role of ${called} ${ends ? 'ends as set' : 'has no end any more'}.` : `${called} is ${ROLES[role].label} of ${place.name} now.` })
  }
  return (
    <Dialog
      open
      onClose={onClose}
      locked={pending}
      title={`Change the role of ${called}`}
      description={`${ROLES[row.role].label} of ${place.name}. A change counts from their next request on.`}
      footer={
        <>
          <Button onClick={onClose} disabledReason={pending ? 'Wait until this is done.' : null}>
            Cancel
          </Button>
          <Button type="submit" form={form} variant="primary" pending={pending} disabledReason={same ? 'Change something first.' : null}>
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
          if (!pending && !same) void change()
        }}
      >
        <PlaceRoleChoice kind={place.kind} value={role} onChange={setRole} />
        <Field label="Ends" optional error={endsError} help={`Left empty: until somebody ends it. Times in ${zone}.`}>
          {(control) => <Input {...control} type="datetime-local" className="max-w-64" value={ends} onChange={(event) => setEnds(event.target.value)} />}
        </Field>
        {failure && !endsError ? <FailureNotice failure={failure} /> : null}
      </form>
    </Dialog>
  )
}
