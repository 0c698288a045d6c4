import 'server-only'
import { cache } from 'react'
import { openPage } from '@/lib/authz/access'
import type { SessionFacts } from '@/lib/authn/session-facts'
import type { Cleared } from '@/lib/authz/cleared'
import type { Refusal } from '@/lib/authz/refusals'
import type { InvitationView } from '@/lib/invitations/invitation-view'
import { findInvitation } from '@/lib/invitations/find-invitation'
import { findProfile } from './profile-data'
import type { ProfileView } from './profile-view'

export interface OpenedProfile {
  facts: SessionFacts
  cleared: Cleared<'administrator:read'>
  profile: ProfileView
  /** of somebody who has not activated */
  invitation: InvitationView | null
}

/** For every tab of a person's page: may the viewer see administrators, and is there such a person for them? Asked once per request. */
export const openProfile = cache(async (administratorId: string): Promise<OpenedProfile | { refusal: Refusal } | null> => {
  const access = await openPage('administrator:read')
  if ('refusal' in access) return access
  const profile = await findProfile(access.cleared, administratorId)
  if (!profile) return null
  const invitation = profile.status === 'new' ? await findInvitation(access.cleared, profile.id) : null
  return { ...access, profile, invitation }
})

/** @returns what a browser calls the page, with the name only for whoever is shown the person */
export function profileTitle(opened: Awaited<ReturnType<typeof openProfile>>, tab: string): string {
  return opened && 'profile' in opened ? `${opened.profile.name} · ${tab}` : 'Administrator'
}
