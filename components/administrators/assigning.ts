import { type StatedRoles } from '@/lib/administrators/state-person'
import { type ProfileView } from '@/lib/administrators/profile-view'
import { type RoleKey } from '@/lib/authz/policy'
import { type Previewed } from '@/lib/preview/refuse-other-preview'

/** What the dialogs about roles need of a person to say beforehand what will change. */
export interface Assigning extends Pick<ProfileView, 'id' | 'name' | 'person' | 'mfa' | 'terms' | 'breakGlass' | 'placeNames' | 'otherOwners'> {
  /** role → why the viewer may not give it to this person, or null */
  reasons: Readonly<Record<RoleKey, string | null>>
  /** what stands for all that is said beforehand: the save carries it */
  previewed: string
  /** whether the viewer is this person */
  self: boolean
  /** the request's clock */
  now: number
  zone: string
}

/** @returns that, for a page to hand to its client components */
export function assigningOf({ id, name, person, mfa, terms, breakGlass, placeNames, otherOwners, stated }: ProfileView, more: Pick<Assigning, 'reasons' | 'self' | 'now' | 'zone'>): Assigning {
  return { id, name, person, mfa, terms, breakGlass, placeNames, otherOwners, previewed: stated.roles.previewed, ...more }
}

/** @returns the same where a save was refused because the person is not as they were shown: as they are now */
export function assigningAnew(shown: Assigning, { status, factor, breakGlass, grants, otherOwners, previewed }: Previewed<StatedRoles>): Assigning {
  const { person } = shown
  return { ...shown, breakGlass, otherOwners, previewed, person: { ...person, status, factorEnrolledAt: factor ? (person.factorEnrolledAt ?? shown.now) : null, grants: grants.map((grant) => ({ ...grant, activation: null })) } }
}
