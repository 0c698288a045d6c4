import { z } from 'zod'
import { EmailInput } from '@/lib/authn/canonical-email'
import { placeKey, type Scope } from '@/lib/authz/grants'
import { PLACE_BY_PLACE_ROLE, ROLES, type RoleKey } from '@/lib/authz/policy'
import { NameInput } from '@/lib/format/person-name'
import { storableText } from '@/lib/format/storable-text'
import { GrantTimes, KindInput, RoleInput } from '@/lib/grants/role-input'
import type { GrantKind } from '@/lib/pim/assignment-terms'
import { MOST_LINES, MOST_LINES_AT_ONCE, MOST_PLACES } from './limits'

const PlaceRow = z.strictObject({
  type: z.enum(['workspace', 'organization']),
  id: z.uuid('Choose a workspace or an organization.'),
  role: RoleInput.refine((role) => ROLES[role].reach === 'place', 'Choose Workspace Admin or Workspace Auditor.'),
})

const access = {
  role: RoleInput.refine((role) => ROLES[role].reach === 'tenant', 'Choose a role of the tenant.'),
  /** left out: active */
  kind: KindInput.optional(),
  places: z.array(PlaceRow).max(MOST_PLACES, `At most ${MOST_PLACES} places at once; add more on the profile.`),
  ...GrantTimes,
}

interface Access { role: RoleKey; kind?: GrantKind | undefined; places: { type: 'workspace' | 'organization'; id: string; role: RoleKey }[]; startsAt?: number | undefined; endsAt?: number | null | undefined }

function refuseImpossibleAccess({ role, places, startsAt, endsAt }: Access, context: z.RefinementCtx): void {
  const complain = (path: (string | number)[], message: string) => context.addIssue({ code: 'custom', path, message })
  if (role === PLACE_BY_PLACE_ROLE && places.length === 0) complain(['places'], `A ${ROLES[role].label} can do nothing without a workspace or an organization. Add at least one.`)
  if (role !== PLACE_BY_PLACE_ROLE && places.length > 0) complain(['places'], `${ROLES[role].label} reaches the whole tenant; places are only for a ${ROLES[PLACE_BY_PLACE_ROLE].label}.`)
  if (startsAt !== undefined && endsAt != null && endsAt <= startsAt) complain(['endsAt'], 'The end must lie after the start.')
  const seen = new Set<string>()
  places.forEach((place, index) => {
    const key = `${placeKey(place as Scope)}:${place.role}`
    if (seen.has(key)) complain(['places', index, 'id'], 'This place is in the list already with the same role.')
    seen.add(key)
  })
}

/** What everybody on a list is given. */
export const AccessInput = z.strictObject(access).superRefine(refuseImpossibleAccess)
export type AccessValues = z.output<typeof AccessInput>

export const InviteInput = z.strictObject({ email: EmailInput, givenName: NameInput, familyName: NameInput, ...access }).superRefine(refuseImpossibleAccess)

/** Of a list: an address alone will do; whoever has no name yet gives it at activation. */
export const InviteListedInput = z
  .strictObject({ email: EmailInput, givenName: z.union([z.literal(''), NameInput]), familyName: z.union([z.literal(''), NameInput]), ...access })
  .superRefine(refuseImpossibleAccess)

const Typed = z.string().max(1000).transform(storableText)

/** Lines are not judged here: each is an invitation of its own, with its own answer. `from`: the place of the first in the list, from 1. */
export const InviteListInput = z
  .strictObject({
    listId: z.uuid(), ...access,
    from: z.int().min(1).max(MOST_LINES),
    lines: z.array(z.strictObject({ email: Typed, givenName: Typed, familyName: Typed })).min(1, 'The list is empty.').max(MOST_LINES_AT_ONCE),
  })
  .superRefine(refuseImpossibleAccess)
  .refine(({ from, lines }) => from + lines.length - 1 <= MOST_LINES, `A list has at most ${MOST_LINES} lines.`)

export const ListInput = z.strictObject({ listId: z.uuid() })

export const InvitationInput = z.strictObject({ administratorId: z.uuid() })

interface AccessGrant { role: RoleKey; scope: Scope; kind: GrantKind; startsAt: number | undefined; endsAt: number | null | undefined }

/** @returns the grants that an access means: the tenant role, then place by place. What gives nothing by itself has nothing to activate: for a Member the places are eligible. */
export function assignmentsOf({ role, kind = 'active', places, startsAt, endsAt }: Access): AccessGrant[] {
  const times = { startsAt, endsAt }
  return [
    { role, scope: { type: 'tenant' }, kind: role === PLACE_BY_PLACE_ROLE ? 'active' : kind, ...times },
    ...places.map((place) => ({ role: place.role, scope: { type: place.type, id: place.id }, kind, ...times })),
  ]
}
