'use client'

import { useState } from 'react'
import { KindChoice } from '@/components/administrators/kind-choice'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { type RoleKey } from '@/lib/authz/policy'
import { fromLocalField, toLocalField } from '@/lib/format/local-moment'
import { earliestEnd, endHelp, kindReasons, kindToOffer, needsEnd, type GrantKind, type TermsByRole } from '@/lib/pim/assignment-terms'
import { WEAKEST_PLACE_ROLE } from '@/lib/places/place-roles'
import { type PlaceGrantRow, type PlaceKind } from '@/lib/places/place-view'
import { PlaceRoleChoice } from './place-role-choice'

/** What the dialogs about roles in a place need to say beforehand how each may be held. */
export interface Giving {
  /** what binds whoever gives a role there, by its PIM settings */
  terms: TermsByRole
  /** the request's clock, epoch milliseconds */
  now: number
  /** the viewer's zone, in which an end is written */
  zone: string
}

type Held = Pick<PlaceGrantRow, 'role' | 'kind' | 'startsAt' | 'endsAt'>

export interface PlaceGrantDraft extends Pick<Held, 'role' | 'kind' | 'endsAt'> {
  /** what must still be chosen, or null */
  missing: string | null
  /** it is what is held already */
  same: boolean
  ends: string
  kinds: Readonly<Record<GrantKind, string | null>>
  choose: { role: (role: RoleKey) => void; kind: (kind: GrantKind) => void; ends: (typed: string) => void }
}

/** A role in a place as it is being chosen; `held`: as it is, where one is changed. */
export function usePlaceGrant({ terms, now, zone }: Giving, held: Held | null = null): PlaceGrantDraft {
  const [role, setRole] = useState(held?.role ?? WEAKEST_PLACE_ROLE)
  const [wished, setWished] = useState<GrantKind>(held?.kind ?? 'active')
  // Untouched, the end is the one it has, or an earlier one that the settings ask for.
  const [typed, setTyped] = useState<string | null>(null)
  const reasons = kindReasons([role], terms)
  // What stands goes on, whatever is set by now.
  const kinds = held?.role === role ? { ...reasons, [held.kind]: null } : reasons
  const kind = kindToOffer(wished, kinds)
  const kept = held !== null && role === held.role && kind === held.kind
  const before = held?.endsAt ?? null
  const proposed = kept || kind === 'active' ? before : earliestEnd(terms[role], Math.max(held?.startsAt ?? now, now), before)
  const shown = proposed === null ? '' : toLocalField(proposed, zone)
  const ends = typed ?? shown
  // A field knows minutes; what was not touched keeps its seconds.
  const endsAt = ends === shown ? proposed : fromLocalField(ends, zone)
  return {
    role, kind, kinds, ends, endsAt,
    same: kept && endsAt === before,
    missing: endsAt === null && !kept && needsEnd(role, kind, terms[role]) ? 'Choose when it ends first.' : null,
    choose: { role: setRole, kind: setWished, ends: setTyped },
  }
}

interface PlaceGrantFieldsProps {
  place: PlaceKind
  draft: PlaceGrantDraft
  giving: Giving
  errors: Readonly<Record<string, string>> | undefined
}

/** Which role in the place, whether it counts by itself, and until when. */
export function PlaceGrantFields({ place, draft: { role, kind, kinds, ends, choose }, giving: { terms, zone }, errors }: PlaceGrantFieldsProps) {
  return (
    <>
      <PlaceRoleChoice kind={place} value={role} error={errors?.role} onChange={choose.role} />
      <KindChoice form="place" kind={kind} reasons={kinds} error={errors?.kind} onKind={choose.kind} />
      <Field label="Ends" optional={!needsEnd(role, kind, terms[role])} error={errors?.endsAt} help={`${endHelp(role, kind, terms[role])} Times in ${zone}.`}>
        {(control) => <Input {...control} type="datetime-local" className="max-w-64" value={ends} onChange={(event) => choose.ends(event.target.value)} />}
      </Field>
    </>
  )
}
