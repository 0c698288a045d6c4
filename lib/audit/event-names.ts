// Every event there is, each with one sentence a person can read. A closed union: an event that is not here cannot be recorded.
// {target} {affected} {place} are filled in by the explorer; the actor stands in front of the sentence.

export const AUDIT_EVENTS = {
  'tenant.created': 'created the tenant',
  'owner.invited': 'invited the first owner',
  'owner.recovered': 'recovered the account of {affected}',
  'session.started': 'signed in',
  'session.ended': 'signed out',
  'session.revoked': 'ended a session of {affected}',
  'session.refused': 'failed to sign in',
  'step_up.completed': 'confirmed who they are',
  'step_up.refused': 'failed to confirm who they are',
  'account.locked': 'was refused after too many failures',
  'password.switched_off': 'had their password switched off after too many failures',
  'account.unlocked': 'unlocked {affected}',
  'password.changed': 'changed their password',
  'password.rehashed': 'had their password stored at a higher cost',
  'password.reset_requested': 'asked for a password reset',
  'password.reset': 'set a new password by a reset link',
  'password.reset_sent': 'sent a reset link to {affected}',
  'password.must_reset': 'required {affected} to reset their password',
  'password.must_change': 'required {affected} to change their password',
  'address.change_requested': 'asked to change the address of {affected}',
  'address.changed': 'confirmed the new address of {affected}',
  'address.change_undone': 'undid a change of the address of {affected}',
  'address.change_cancelled': 'withdrew a change of the address of {affected}',
  'profile.updated': 'changed their own profile',
  'administrator.invited': 'invited {affected}',
  'administrator.activated': 'activated their account',
  'administrator.updated': 'changed the profile of {affected}',
  'administrator.status_changed': 'changed the status of {affected}',
  'administrator.deleted': 'deleted {affected} for good',
  'administrator.exported': 'exported the list of administrators',
  'administrator.bulk_started': 'started a bulk change',
  'administrator.bulk_stopped': 'stopped a bulk change',
  'administrator.bulk_resumed': 'resumed a bulk change',
  'invitation.list_started': 'sent a list of people to invite',
  'invitation.list_stopped': 'stopped a list of people to invite',
  'invitation.list_resumed': 'went on with a list of people to invite',
  'invitation.resent': 'sent the invitation of {affected} again',
  'invitation.revoked': 'revoked the invitation of {affected}',
  'invitation.asked_again': 'asked for a new invitation',
  'grant.created': 'granted a role to {affected}',
  'grant.changed': 'changed a role of {affected}',
  'grant.ended': 'ended a role of {affected}',
  'grant.confirmed': 'confirmed a restored role of {affected}',
  'grant.reminded': 'reminded {affected} of a role',
  'workspace.created': 'created the workspace {target}',
  'workspace.updated': 'changed the workspace {target}',
  'workspace.deleted': 'deleted the workspace {target}',
  'organization.created': 'created the organization {target}',
  'organization.updated': 'changed the organization {target}',
  'organization.status_changed': 'changed the status of the organization {target}',
  'organization.deleted': 'deleted the organization {target}',
  'tenant.updated': 'changed the tenant settings',
  'assignment_rules.changed': 'changed who may assign Client Admin',
  'invitation_lifetime.changed': 'changed how long invitations work',
  'audit.exported': 'exported the audit',
  'audit.strangers_digested': 'summed up the failures of strangers',
} as const satisfies Record<string, string>

export type AuditEventName = keyof typeof AUDIT_EVENTS

type Noun<Name extends string> = Name extends `${infer N}.${string}` ? N : never

// What `audit:read-security` opens: sign-in, second factors, PIM, policies, credentials, alerts. Said per noun, so that a
// new noun does not compile until somebody has decided.
const SECURITY_NOUNS: Record<Noun<AuditEventName>, boolean> = {
  session: true,
  step_up: true,
  account: true,
  password: true,
  address: true,
  owner: true,
  assignment_rules: true,
  invitation_lifetime: true,
  tenant: false,
  profile: false,
  administrator: false,
  invitation: false,
  grant: false,
  workspace: false,
  organization: false,
  audit: false,
}

export const AUDIT_EVENT_NAMES = Object.keys(AUDIT_EVENTS) as AuditEventName[]

/** Events that a reader of security events may see. */
export const SECURITY_EVENT_NAMES = AUDIT_EVENT_NAMES.filter((name) => SECURITY_NOUNS[name.split('.', 1)[0] as Noun<AuditEventName>])

/** @returns whether a string from outside names an event that exists */
export function isAuditEventName(name: string): name is AuditEventName {
  return Object.hasOwn(AUDIT_EVENTS, name)
}
