'use client'

import { useRouter } from 'next/navigation'
import { useId, useState } from 'react'
import { AskLink } from '@/components/guard/ask-link'
import { FailureNotice } from '@/components/guard/failure-notice'
import { searchPeople } from '@/components/shell/search-people'
import { Button } from '@/components/ui/button'
import { Combobox, type ComboboxOption } from '@/components/ui/combobox'
import { Dialog } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { RadioGroup } from '@/components/ui/radio-group'
import { showToast } from '@/components/ui/toast-store'
import { useAction } from '@/lib/actions/use-action'
import { ROLES } from '@/lib/authz/policy'
import { assignRole } from '@/lib/grants/actions'
import { type PlaceView } from '@/lib/places/place-view'
import { GRANT_ACTIONS } from './manage-place-grants'
import { PlaceGrantFields, usePlaceGrant, type Giving } from './place-grant-fields'

interface InviteToPlaceProps {
  place: Pick<PlaceView, 'kind' | 'id' | 'name'>
  /** why this person may invite nobody here */
  reason: string | null
  /** they see administrators as such, and may pick one */
  mayPick: boolean
  giving: Giving
}

/** Invite Admin, in one workspace or organization. By address, the answer is the same whether the tenant knew it or not. */
export function InviteToPlace({ place, reason, mayPick, giving }: InviteToPlaceProps) {
  const [open, setOpen] = useState(false)
  return (
    <>
      {reason ? <AskLink asked={{ permission: `${place.kind}-admin:manage`, place: { type: place.kind, id: place.id } }} /> : null}
      <Button variant="primary" icon="invite" disabledReason={reason} onClick={() => setOpen(true)}>
        Invite Admin
      </Button>
      {open ? <InviteDialog place={place} mayPick={mayPick} giving={giving} onClose={() => setOpen(false)} /> : null}
    </>
  )
}

function InviteDialog({ place, mayPick, giving, onClose }: Omit<InviteToPlaceProps, 'reason'> & { onClose: () => void }) {
  const router = useRouter()
  const form = useId()
  const byAddress = useAction(GRANT_ACTIONS[place.kind].invite)
  const byPerson = useAction(assignRole)
  const [picks, setPicks] = useState(false)
  const [email, setEmail] = useState('')
  const [person, setPerson] = useState<ComboboxOption | null>(null)
  const draft = usePlaceGrant(giving)
  const { role, kind, endsAt } = draft
  const { pending, failure } = picks ? byPerson : byAddress
  const { email: emailError, role: roleError, kind: kindError, endsAt: endsError, ...others } = failure?.fields ?? {}
  const atFields = Object.keys(others).length === 0 && Boolean(emailError ?? roleError ?? kindError ?? endsError)
  const unnamed = picks ? (person ? null : 'Choose somebody first.') : email.trim() === '' ? 'Write an e-mail address first.' : null
  const missing = unnamed ?? draft.missing

  const invite = async () => {
    const result = picks
      ? await byPerson.run({ administratorId: person?.value ?? '', role, scope: { type: place.kind, id: place.id }, kind, endsAt })
      : await byAddress.run({ placeId: place.id, email, role, kind, endsAt })
    if (!result.ok) return
    onClose()
    const as = `${kind === 'eligible' ? 'eligible for ' : ''}${ROLES[role].label} of ${place.name}`
    showToast({ text: picks ? `${person?.label} is ${as}.` : `${email.trim()} is invited as ${as}.` })
    router.refresh()
  }
  return (
    <Dialog
      open
      onClose={onClose}
      locked={pending}
      title={`Invite an administrator to ${place.name}`}
      description={`They get a role in this ${place.kind} only. An e-mail tells them; until they sign in they are shown as pending.`}
      footer={
        <>
          <Button onClick={onClose} disabledReason={pending ? 'Wait until this is done.' : null}>
            Cancel
          </Button>
          <Button type="submit" form={form} variant="primary" pending={pending} disabledReason={missing}>
            {picks ? 'Assign role' : 'Invite'}
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
          if (!pending && missing === null) void invite()
        }}
      >
        {mayPick ? (
          <RadioGroup
            legend="Who"
            name="who"
            row
            value={picks ? 'person' : 'address'}
            options={[{ value: 'address', label: 'By e-mail address' }, { value: 'person', label: 'Somebody who is here already' }]}
            onChange={(event) => setPicks(event.target.value === 'person')}
          />
        ) : null}
        {picks ? (
          <Field label="Administrator">{(control) => <Combobox {...control} value={person} onChange={setPerson} search={searchPeople} placeholder="Type a part of a name or address" emptyText="Nobody by that name or address." />}</Field>
        ) : (
          <Field label="E-mail address" error={emailError}>
            {(control) => <Input {...control} data-autofocus type="email" autoComplete="off" autoCapitalize="none" spellCheck={false} maxLength={400} value={email} onChange={(event) => setEmail(event.target.value)} />}
          </Field>
        )}
        <PlaceGrantFields place={place.kind} draft={draft} giving={giving} errors={failure?.fields} />
        {failure && !atFields ? <FailureNotice failure={failure} /> : null}
      </form>
    </Dialog>
  )
}
