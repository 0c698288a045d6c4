import 'server-only'
import { ROLES, isRoleKey } from '@/lib/authz/policy'
import { unusableLink } from '@/lib/authn/explain-link'
import { peekLink } from '@/lib/authn/link-tokens'
import { db } from '@/lib/db/client'
import { findFactorWays, type FactorWays } from '@/lib/mfa/factor-ways'
import { getPasswordTerms } from '@/lib/password-policy/prepare-password'
import { takesPasswordOf } from '@/lib/sign-in-methods/take-passwords'
import { draftEnrolment, type EnrolmentDraft } from './enrolment-draft'
import { sayKind } from '@/lib/pim/assignment-terms'
import type { PasswordContext, PasswordPolicy } from '@/lib/password-policy/policy-terms'

/** What the holder of an invitation's link is shown before they press anything. */
export interface InvitationView {
  tenantName: string
  email: string
  givenName: string
  familyName: string
  /** null: the operator of this console */
  inviterName: string | null
  /** "Auditor", "Workspace Admin of Payments", "Client Admin (eligible: activated when it is needed)" */
  roles: string[]
  /** a first owner made by the operator gives their names here */
  needsNames: boolean
  /** sign-in takes passwords: one is chosen with the activation */
  passwords: boolean
  /** their roles ask for a second factor: an authenticator app is enrolled with the activation */
  enrol: EnrolmentDraft | null
  policy: PasswordPolicy
  context: PasswordContext
}

/** Looks at an invitation without changing anything (T31). @throws AppError link_unusable */
export async function viewInvitation(token: string): Promise<InvitationView> {
  const link = await peekLink('activation', token)
  if (!link?.invitationId) throw await unusableLink('activation', token)
  const { tenantId, administratorId, invitationId } = link
  const invitation = await db().invitation.findUnique({
    where: { tenantId_id: { tenantId, id: invitationId } },
    select: {
      inviterId: true, acceptedAt: true, revokedAt: true,
      administrator: {
        select: {
          status: true, email: true, givenName: true, familyName: true, pool: { select: { tenant: { select: { name: true } } } },
          roleGrants: { where: { revokedAt: null }, orderBy: { startsAt: 'asc' }, select: { role: true, kind: true, workspace: { select: { name: true } }, organization: { select: { name: true } } } },
        },
      },
    },
  })
  if (!invitation || invitation.acceptedAt || invitation.revokedAt || invitation.administrator.status !== 'new') throw await unusableLink('activation', token)
  const { administrator: person, inviterId } = invitation
  const inviter = inviterId === null ? null : await db().administrator.findUnique({ where: { tenantId_id: { tenantId, id: inviterId } }, select: { givenName: true, familyName: true } })
  return {
    tenantName: person.pool.tenant.name, email: person.email, givenName: person.givenName, familyName: person.familyName,
    inviterName: inviter ? `${inviter.givenName} ${inviter.familyName}` : null,
    roles: person.roleGrants.flatMap(({ role, kind, workspace, organization }) => {
      const place = workspace?.name ?? organization?.name
      return isRoleKey(role) ? [sayKind(place ? `${ROLES[role].label} of ${place}` : ROLES[role].label, kind)] : []
    }),
    needsNames: person.givenName === '' || person.familyName === '',
    passwords: await takesPasswordOf(db(), { tenantId, administratorId }),
    enrol: await draftEnrolment(link, { tenantName: person.pool.tenant.name, email: person.email }),
    ...(await getPasswordTerms(tenantId, administratorId)),
  }
}

export interface ResetView {
  email: string
  /** with what the new password has to be confirmed; null: the link alone does */
  ways: FactorWays | null
  tenantName: string
  policy: PasswordPolicy
  context: PasswordContext
}

/** What the form of a reset link shows. @throws AppError link_unusable */
export async function viewReset(token: string): Promise<ResetView> {
  const link = await peekLink('password_reset', token)
  if (!link) throw await unusableLink('password_reset', token)
  const terms = await getPasswordTerms(link.tenantId, link.administratorId)
  return { email: terms.context.email, tenantName: terms.context.tenantName, ways: await findFactorWays(link.tenantId, link.administratorId), ...terms }
}
