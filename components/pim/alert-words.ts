import { type AlertKind } from '@/lib/pim/alert-view'

/** What each alert means, and what to do about it. */
export const ALERT_WORDS: Readonly<Record<AlertKind, { title: string; why: string; fix: string; tone: 'danger' | 'warn' | 'info' }>> = {
  few_owners: { title: 'Fewer than two usable Client Owners', why: 'If the last one loses access, only the operator can make another.', fix: 'Make another administrator a Client Owner, standing and with a way to sign in.', tone: 'danger' },
  out_of_reach: { title: 'Approvals that cannot be reached', why: 'Requests for these roles wait until they time out.', fix: 'Name more approvers, or ask for fewer approvals.', tone: 'danger' },
  against_policy: { title: 'Grants against the settings of their role', why: 'They were given before the settings were as they are now, and go on.', fix: 'Make them eligible, give them an end, or end them.', tone: 'warn' },
  no_mfa: { title: 'A privileged role without MFA at activation', why: 'Whoever takes over a session can activate it.', fix: 'Ask for a fresh second factor in the settings of the role.', tone: 'warn' },
  many_owners: { title: 'Too many Client Owners', why: 'Each of them can do everything, and each account is a way in.', fix: 'Give some of them a smaller role, or make them eligible.', tone: 'warn' },
  idle_privileged: { title: 'Privileged administrators who do not sign in', why: 'Nobody notices when an account that is not used is misused. Thirty days without a sign-in.', fix: 'Ask whether they still need the role; end it or set them to Inactive.', tone: 'warn' },
  activated_often: { title: 'Roles activated very often', why: 'More than ten times in seven days: perhaps it is their daily work, perhaps it is not them.', fix: 'Look at what was done, then allow longer activations or give a smaller role that is standing.', tone: 'info' },
  unused: { title: 'Eligible roles that nobody uses', why: 'Not activated for ninety days.', fix: 'End them; they can be given again.', tone: 'info' },
  ending: { title: 'Eligible roles that end soon', why: 'Within fourteen days their holders can activate them no longer.', fix: 'Choose a later end where they are still needed.', tone: 'info' },
}
