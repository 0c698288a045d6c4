'use client'

import { useId, useState, type FormEvent } from 'react'
import { FormFailure } from '@/components/form/form-failure'
import { Button } from '@/components/ui/button'
import { Combobox, type ComboboxOption } from '@/components/ui/combobox'
import { Dialog } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { RadioGroup } from '@/components/ui/radio-group'
import { type Grant } from '@/lib/authz/grants'
import { ROLES, ROLE_KEYS, isRoleKey, type RoleKey } from '@/lib/authz/policy'
import { fromLocalField } from '@/lib/format/local-moment'
import { assignRole } from '@/lib/grants/actions'
import { type Assigning } from './assigning'
import { GrantTimesFields } from './grant-times'
import { scopeOf, searchPlaces } from './search-places'
import { useAct } from './use-act'
import { WhatChangesNote } from './what-changes-note'

const FAMILIES = [...new Set(ROLE_KEYS.map((role) => ROLES[role].family))]

/** Gives a person a role: which, where, from when until when; what it changes is said before it is saved. */
export function AssignRoleDialog({ assigning, onClose }: { assigning: Assigning; onClose: () => void }) {
  const { id: administratorId, name, person, reasons, now, zone } = assigning
  const formId = useId()
  const [role, setRole] = useState<RoleKey | null>(null)
  const [place, setPlace] = useState<ComboboxOption | null>(null)
  const [times, setTimes] = useState({ starts: '', ends: '' })
  const { act, pending, failure } = useAct(assignRole, onClose)
  const scope = scopeOf(role, place)
  const startsAt = fromLocalField(times.starts, zone)
  const endsAt = fromLocalField(times.ends, zone)
  const missing = !role ? 'Choose a role first.' : !scope ? 'Choose the workspace or organization first.' : null

  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (pending || !role || !scope) return
    const where = scope.type === 'tenant' ? '' : ` in ${place?.label}`
    void act({ administratorId, role, scope, ...(startsAt === null ? {} : { startsAt }), ...(endsAt === null ? {} : { endsAt }) }, `${name} is ${ROLES[role].label}${where}.`)
  }
  const made: Grant | null = role && scope && { id: 'new', role, scope, kind: 'active', startsAt: Math.max(startsAt ?? now, now), endsAt, confirmed: true, placeActive: true, activation: null }
  const named = place && scope && scope.type !== 'tenant' ? { ...assigning, placeNames: { ...assigning.placeNames, [scope.id]: place.label } } : assigning
  const held = (one: RoleKey) => (ROLES[one].reach === 'tenant' && person.grants.some((grant) => grant.role === one && grant.endsAt === null) ? 'They hold this already.' : null)
  return (
    <Dialog
      open
      onClose={onClose}
      locked={pending}
      size="lg"
      title={`Assign a role to ${name}`}
      footer={
        <>
          <Button onClick={onClose} disabledReason={pending ? 'Wait until this is done.' : null}>
            Cancel
          </Button>
          <Button variant="primary" type="submit" form={formId} pending={pending} disabledReason={missing}>
            Assign role
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} noValidate className="grid items-start gap-x-8 gap-y-5 md:grid-cols-2">
        <RadioGroup
          legend="Role"
          name="role"
          id="assign-role"
          error={failure?.fields?.role}
          groups={FAMILIES.map((family) => ({
            label: family,
            options: ROLE_KEYS.filter((one) => ROLES[one].family === family).map((one) => ({ value: one, label: ROLES[one].label, description: ROLES[one].line, disabledReason: reasons[one] ?? held(one) })),
          }))}
          value={role ?? ''}
          onChange={(event) => setRole(isRoleKey(event.target.value) ? event.target.value : null)}
        />
        <div className="grid gap-5 md:sticky md:top-0">
          <FormFailure failure={failure} form="assign" />
          {role && ROLES[role].reach === 'place' ? (
            <Field label="Workspace or organization" id="assign-scope" error={failure?.fields?.scope} help={`${ROLES[role].label} is held in one place, and only there.`}>
              {(control) => <Combobox {...control} value={place} onChange={setPlace} search={searchPlaces} placeholder="Type a part of its name" emptyText="No place of that name is within your reach." />}
            </Field>
          ) : null}
          <GrantTimesFields form="assign" starts={times.starts} ends={times.ends} onStarts={(starts) => setTimes({ ...times, starts })} onEnds={(ends) => setTimes({ ...times, ends })} fields={failure?.fields} zone={zone} />
          {made ? <WhatChangesNote assigning={named} after={[...person.grants, made]} grant={made} at={made.startsAt} /> : <p className="text-ink-3">Choose a role to see what it would change.</p>}
        </div>
      </form>
    </Dialog>
  )
}
