'use client'

import { useId, useState, type FormEvent } from 'react'
import { FormFailure } from '@/components/form/form-failure'
import { useSeen } from '@/components/guard/use-seen'
import { Button } from '@/components/ui/button'
import { Combobox, type ComboboxOption } from '@/components/ui/combobox'
import { Dialog } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { RadioGroup } from '@/components/ui/radio-group'
import { type Grant } from '@/lib/authz/grants'
import { ROLES, ROLE_KEYS, isRoleKey, type RoleKey } from '@/lib/authz/policy'
import { fromLocalField, toLocalField } from '@/lib/format/local-moment'
import { assignRole } from '@/lib/grants/actions'
import { endHelp, kindReasons, kindToOffer, latestEnd, needsEnd, type GrantKind } from '@/lib/pim/assignment-terms'
import { assigningAnew, type Assigning } from './assigning'
import { GrantTimesFields } from './grant-times'
import { KindChoice } from './kind-choice'
import { scopeOf, searchPlaces } from './search-places'
import { useAct } from './use-act'
import { WhatChangesNote } from './what-changes-note'

const FAMILIES = [...new Set(ROLE_KEYS.map((role) => ROLES[role].family))]

/** Gives a person a role: which, where, from when until when; what it changes is said before it is saved. */
export function AssignRoleDialog({ assigning: given, onClose }: { assigning: Assigning; onClose: () => void }) {
  const { act, pending, failure } = useAct(assignRole, onClose)
  const assigning = useSeen(given, failure, assigningAnew)
  const { id: administratorId, previewed, name, person, reasons, terms, breakGlass, now, zone } = assigning
  const formId = useId()
  const [role, setRole] = useState<RoleKey | null>(null)
  const [place, setPlace] = useState<ComboboxOption | null>(null)
  const [wished, setWished] = useState<GrantKind>('active')
  // Untouched, the end is the one that the settings propose.
  const [times, setTimes] = useState<{ starts: string; ends: string | null }>({ starts: '', ends: null })
  const scope = scopeOf(role, place)
  const startsAt = fromLocalField(times.starts, zone)
  const kinds = kindReasons(role ? [role] : [], terms, breakGlass)
  const kind = kindToOffer(wished, kinds)
  const limit = role && kind === 'eligible' ? latestEnd(terms[role], Math.max(startsAt ?? now, now)) : null
  const ends = times.ends ?? (limit === null ? '' : toLocalField(limit, zone))
  const endsAt = times.ends === null ? limit : fromLocalField(times.ends, zone)
  const wantsEnd = role !== null && needsEnd(role, kind, terms[role]) && !(breakGlass && kind === 'active')
  const missing = !role ? 'Choose a role first.' : !scope ? 'Choose the workspace or organization first.' : wantsEnd && endsAt === null ? 'Choose when it ends first.' : null

  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (pending || !role || !scope) return
    const where = scope.type === 'tenant' ? '' : ` in ${place?.label}`
    void act({ administratorId, role, scope, kind, previewed, ...(startsAt === null ? {} : { startsAt }), ...(times.ends === null || endsAt === null ? {} : { endsAt }) }, `${name} is ${kind === 'eligible' ? 'eligible for ' : ''}${ROLES[role].label}${where}.`)
  }
  const made: Grant | null = role && scope && { id: 'new', role, scope, kind, startsAt: Math.max(startsAt ?? now, now), endsAt, confirmed: true, placeActive: true, activation: null }
  const named = place && scope && scope.type !== 'tenant' ? { ...assigning, placeNames: { ...assigning.placeNames, [scope.id]: place.label } } : assigning
  const held = (one: RoleKey) => (ROLES[one].reach === 'tenant' && person.grants.some((grant) => grant.role === one && grant.kind === 'active' && grant.endsAt === null) ? 'They hold this already.' : null)
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
          {role ? <KindChoice form="assign" kind={kind} reasons={kinds} error={failure?.fields?.kind} onKind={setWished} /> : null}
          <GrantTimesFields form="assign" starts={times.starts} ends={ends} {...(role ? { endsHelp: endHelp(role, kind, terms[role]) } : {})} onStarts={(starts) => setTimes({ ...times, starts })} onEnds={(ends) => setTimes({ ...times, ends })} fields={failure?.fields} zone={zone} />
          {made ? <WhatChangesNote assigning={named} after={[...person.grants, made]} grant={made} at={made.startsAt} /> : <p className="text-ink-3">Choose a role to see what it would change.</p>}
        </div>
      </form>
    </Dialog>
  )
}
