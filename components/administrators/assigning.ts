import { type ProfileView } from '@/lib/administrators/profile-view'
import { type RoleKey } from '@/lib/authz/policy'

/** What the dialogs about roles need of a person to say beforehand what will change. */
export interface Assigning extends Pick<ProfileView, 'id' | 'name' | 'person' | 'mfa' | 'placeNames' | 'otherOwners'> {
  /** role → why the viewer may not give it to this person, or null */
  reasons: Readonly<Record<RoleKey, string | null>>
  /** whether the viewer is this person */
  self: boolean
  /** the request's clock */
  now: number
  zone: string
}

/** @returns that, for a page to hand to its client components */
export function assigningOf({ id, name, person, mfa, placeNames, otherOwners }: ProfileView, more: Pick<Assigning, 'reasons' | 'self' | 'now' | 'zone'>): Assigning {
  return { id, name, person, mfa, placeNames, otherOwners, ...more }
}
