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
import { WEAKEST_PLACE_ROLE } from '@/lib/places/place-roles'
import { type PlaceView } from '@/lib/places/place-view'
import { GRANT_ACTIONS } from './manage-place-grants'
import { momentOf } from './moment-control'
import { PlaceRoleChoice } from './place-role-choice'

interface InviteToPlaceProps {
  place: Pick<PlaceView, 'kind' | 'id' | 'name'>
  /** why this person may invite nobody here */
  reason: string | null
}

/** Invite Admin, in one workspace or organization. The answer is the same whether the tenant knew the address or not. */
export function InviteToPlace({ place, reason }: InviteToPlaceProps) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button variant="primary" icon="invite" disabledReason={reason} onClick={() => setOpen(true)}>
        Invite Admin
      </Button>
      {open ? <InviteDialog place={place} onClose={() => setOpen(false)} /> : null}
    </>
  )
}

function InviteDialog({ place, onClose }: { place: InviteToPlaceProps['place']; onClose: () => void }) {
  const router = useRouter()
  const form = useId()
  const { run, pending, failure } = useAction(GRANT_ACTIONS[place.kind].invite)
  const [email, setEmail] = useState('')
  const [role, setRole] = useState(WEAKEST_PLACE_ROLE)
  const [ends, setEnds] = useState('')
  const { email: emailError, endsAt: endsError, ...otherErrors } = failure?.fields ?? {}
  const atFields = failure !== null && Object.keys(otherErrors).length === 0 && Boolean(emailError ?? endsError)
  const invite = async () => {
    const result = await run({ placeId: place.id, email, role, endsAt: momentOf(ends) })
    if (!result.ok) return
    onClose()
    showToast({ text: `${email.trim()} is invited as ${ROLES[role].label} of ${place.name}.` })
    router.refresh()
  }
  return (
    <Dialog
      open
      onClose={onClose}
      locked={pending}
      title={`Invite an administrator to ${place.name}`}
      description={`They get a role in this ${place.kind} only and see no other. An e-mail tells them; until they sign in they are shown as pending.`}
      footer={
        <>
          <Button onClick={onClose} disabledReason={pending ? 'Wait until this is done.' : null}>
            Cancel
          </Button>
          <Button type="submit" form={form} variant="primary" pending={pending} disabledReason={email.trim() === '' ? 'Write an e-mail address first.' : null}>
            Invite
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
          if (!pending && email.trim() !== '') void invite()
        }}
      >
        <Field label="E-mail address" error={emailError}>
          {(control) => <Input {...control} data-autofocus type="email" autoComplete="off" autoCapitalize="none" spellCheck={false} maxLength={400} value={email} onChange={(event) => setEmail(event.target.value)} />}
        </Field>
        <PlaceRoleChoice kind={place.kind} value={role} onChange={setRole} />
        <Field label="Ends" optional error={endsError} help="In your own time zone. Without it the role lasts until somebody ends it.">
          {(control) => <Input {...control} type="datetime-local" className="max-w-64" value={ends} onChange={(event) => setEnds(event.target.value)} />}
        </Field>
        {failure && !atFields ? <FailureNotice failure={failure} /> : null}
      </form>
    </Dialog>
  )
}
