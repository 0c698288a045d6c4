import 'server-only'
import { env } from '@/lib/env'
import { formatUtc } from '@/lib/format/time'
import { paths } from '@/lib/paths'
import { drawLetter, type DrawnLetter, type LetterContent } from './draw-letter'

interface About {
  tenantName: string
  /** how the person is greeted; empty while they have no name */
  recipientName: string
}
interface WithLink {
  /** of issueLink(); it travels in the fragment of the address */
  token: string
  lifetimeSeconds: number
}
interface AboutAnother {
  /** name and address of the other person, as the recipient may see them */
  person: string
}

/** What changed about somebody's second factors. */
export type FactorChange = { what: 'enrolled' | 'renamed' | 'removed'; /** its name */ factor: string } | { what: 'codes_made' | 'code_used' }
interface AboutRequest {
  requestId: string
  /** "Auditor", "Workspace Admin of Payments" */
  role: string
  /** epoch milliseconds; null: as soon as it is approved, or never */
  startsAt: number | null
}
interface PimHappening extends AboutRequest {
  endsAt: number | null
  /** who did it; null: nobody, or the recipient */
  by: string | null
  /** empty where none was given */
  reason: string
}
/** What became of a request, as its requester is told. */
export type PimNews = 'activated' | 'approved' | 'denied' | 'timed_out' | 'started' | 'ended' | 'revoked' | 'cut_short'

/** Every letter there is. A letter holds everything its words need, because what it is about may have changed when it is sent. */
export type Letter = About &
  (
    | ({ name: 'invitation'; /** null: the operator */ inviterName: string | null; /** "Auditor", "Workspace Admin of Payments" */ roles: readonly string[]; again: boolean } & WithLink)
    | ({ name: 'invitation_asked_again'; /** null: it was withdrawn and they are gone */ administratorId: string | null } & AboutAnother)
    | ({ name: 'password_reset'; askedBy: 'self' | 'administrator' | 'operator' } & WithLink)
    | { name: 'password_must_reset'; tenantSlug: string }
    | { name: 'password_must_change'; tenantSlug: string }
    | ({ name: 'password_switched_off' } & WithLink)
    | { name: 'password_changed'; how: 'changed' | 'reset' }
    | { name: 'account_locked'; address: string; lockSeconds: number }
    | ({ name: 'address_change_confirm' } & WithLink)
    | ({ name: 'address_change_notice'; newAddress: string } & WithLink)
    | { name: 'address_changed'; newAddress: string }
    | { name: 'role_granted'; role: string; by: string; eligible?: boolean }
    | { name: 'role_kind_changed'; role: string; by: string; eligible: boolean }
    | { name: 'role_ended'; role: string; by: string }
    | { name: 'sessions_ended'; by: string }
    | ({ name: 'sessions_of_another_ended'; by: string } & AboutAnother)
    | ({ name: 'owner_recovered'; newAddress: boolean } & AboutAnother)
    | { name: 'factor_changed'; change: FactorChange }
    | { name: 'factor_blocked'; factor: string }
    | ({ name: 'factor_of_another_blocked' } & AboutAnother)
    | ({ name: 'pim_decision_wanted'; justification: string; ticket: string; seconds: number; undecidedUntil: number; again: boolean } & AboutRequest & AboutAnother)
    | ({ name: 'pim_news'; news: PimNews } & PimHappening)
    | ({ name: 'pim_news_of_another'; news: 'activated' | 'revoked' } & PimHappening & AboutAnother)
    | ({ name: 'break_glass_marked'; marked: boolean; by: string } & AboutAnother)
    | ({ name: 'break_glass_used'; address: string } & AboutAnother)
    | { name: 'break_glass_unreviewed'; uses: number }
    | ({ name: 'factor_of_another_enrolled' } & AboutAnother)
    | { name: 'sign_in_code'; code: string; lifetimeSeconds: number }
    | { name: 'enrolment_code'; code: string; lifetimeSeconds: number }
    | { name: 'factors_reset'; by: string; tenantSlug: string }
    | ({ name: 'sso_link'; /** its name */ connection: string; /** the address the provider knows them by */ shownEmail: string } & WithLink)
    | { name: 'sso_identity_changed'; connection: string; linked: boolean }
    | { name: 'sso_credential_ends'; connectionId: string; connection: string; what: 'client secret' | 'certificate'; endsAt: number }
    | { name: 'sso_line_paused'; /** where all of them are lines of one */ connectionId: string | null; /** group empty: everybody */ lines: { connection: string; group: string; role: string }[]; /** how many are not named */ more: number }
    | { name: 'sso_proof_wanted'; by: string; connectionId: string; connection: string }
    | { name: 'sso_required'; connection: string; tenantSlug: string }
    | ({ name: 'factors_of_another_reset'; by: string } & AboutAnother)
  )

const UNITS = [[86_400, 'day'], [3600, 'hour'], [60, 'minute']] as const

/** @returns "3 days", "30 minutes": the largest unit that leaves no remainder */
function duration(seconds: number): string {
  const [size, unit] = UNITS.find(([length]) => seconds >= length && seconds % length === 0) ?? [1, 'second']
  const count = seconds / size
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}

const BECAME: Record<PimNews, { subject: (role: string) => string; sentence: (letter: PimHappening & About) => string }> = {
  activated: { subject: (role) => `You activated ${role}`, sentence: ({ role, endsAt, tenantName }) => `You activated ${role} at ${tenantName}. It ends on ${formatUtc(endsAt!)}.` },
  approved: { subject: (role) => `Approved: ${role}`, sentence: ({ role, by, startsAt, endsAt, tenantName }) => `${by} approved your request for ${role} at ${tenantName}. It runs from ${formatUtc(startsAt!)} to ${formatUtc(endsAt!)}.` },
  denied: { subject: (role) => `Denied: ${role}`, sentence: ({ role, by, tenantName }) => `${by} denied your request for ${role} at ${tenantName}.` },
  timed_out: { subject: (role) => `Nobody decided about ${role} in time`, sentence: ({ role, tenantName }) => `Nobody decided your request for ${role} at ${tenantName} in time. You can ask again.` },
  started: { subject: (role) => `${role} is active now`, sentence: ({ role, endsAt, tenantName }) => `Your activation of ${role} at ${tenantName} has started. It ends on ${formatUtc(endsAt!)}.` },
  ended: { subject: (role) => `${role} has ended`, sentence: ({ role, endsAt, tenantName }) => `Your activation of ${role} at ${tenantName} ended on ${formatUtc(endsAt!)}.` },
  revoked: { subject: (role) => `${role} was revoked`, sentence: ({ role, by, tenantName }) => `${by} revoked your request or activation of ${role} at ${tenantName}. All owners of the tenant were told.` },
  cut_short: { subject: (role) => `${role} was cut short`, sentence: ({ role, tenantName }) => `Your request or activation of ${role} at ${tenantName} ended, because your role, your account or your second factors were changed.` },
}
const quoted = (reason: string) => (reason === '' ? [] : [`Reason: ${reason}`])
const toRequest = ({ requestId }: AboutRequest) => ({ label: 'Open the request', url: address(paths.pimRequest(requestId)), note: 'If you are not signed in, you are asked to.' })

const address = (path: string) => env().APP_ORIGIN + path
const linkTo = (label: string, path: string, { token, lifetimeSeconds }: WithLink) =>
  ({ label, url: `${address(path)}#${token}`, note: `The link works once, for ${duration(lifetimeSeconds)}.` })
const FACTOR_CHANGES: Record<FactorChange['what'], (factor: string) => [subject: string, sentence: string]> = {
  enrolled: (factor) => ['A second factor was added', `The second factor "${factor}" was added to your account`],
  renamed: (factor) => ['A second factor was renamed', `A second factor of your account is now called "${factor}"`],
  removed: (factor) => ['A second factor was removed', `The second factor "${factor}" was removed from your account`],
  codes_made: () => ['New recovery codes were made', 'New recovery codes were made for your account; the old ones no longer work'],
  code_used: () => ['A recovery code was used', 'A recovery code was used instead of a second factor of your account; it no longer works and another took its place'],
}
const NOT_YOU = 'If this was not you, reset your password at once and tell an owner of the tenant.'

const ELIGIBLE = 'It counts only while you have activated it: you do that in the console, when you need it.'

type Words = Omit<LetterContent, 'recipientName'>
type Writers = { [Name in Letter['name']]: (letter: Extract<Letter, { name: Name }>) => Words }

const WRITERS: Writers = {
  invitation: (letter) => ({
    subject: `${letter.again ? 'Again: your' : 'Your'} invitation to ${letter.tenantName}`,
    paragraphs: [
      `${letter.inviterName === null ? 'The operator of Castellan' : letter.inviterName} invites you to administer ${letter.tenantName}${letter.roles.length ? ` as ${letter.roles.join(', ')}` : ''}.`,
      ...(letter.again ? ['This replaces the link you were sent before.'] : []),
    ],
    link: linkTo('Activate my account', paths.activate, letter),
    closing: ['If you did not expect this, do nothing: without you nothing happens.'],
  }),
  invitation_asked_again: (letter) => ({
    subject: `${letter.person} asks for a new invitation`,
    paragraphs: [
      letter.administratorId
        ? `The link you sent to ${letter.person} for ${letter.tenantName} no longer works, and they ask for a new one.`
        : `The invitation of ${letter.person} to ${letter.tenantName} was withdrawn, and they ask for a new one.`,
    ],
    link: letter.administratorId
      ? { label: 'Open their profile', url: address(paths.administrator(letter.administratorId)), note: 'There you can send the invitation again.' }
      : { label: 'Open Castellan', url: address(paths.home), note: 'To invite them anew, go to Administrators, or to the settings of the workspace or organization it is for.' },
    closing: ['If they are not to have one, do nothing: they are told nothing.'],
  }),
  password_reset: (letter) => ({
    subject: `Set a new password for ${letter.tenantName}`,
    paragraphs: [
      { self: `Somebody, probably you, asked for a new password for your account at ${letter.tenantName}.`, administrator: `An administrator of ${letter.tenantName} sends you a link to set a new password.`, operator: `The operator of Castellan recovered your account at ${letter.tenantName}. Your old password no longer works.` }[letter.askedBy],
    ],
    link: linkTo('Set a new password', paths.resetPassword, letter),
    closing: letter.askedBy === 'self' ? ['If it was not you, do nothing: your password stays as it is.'] : [],
  }),
  password_must_reset: (letter) => ({
    subject: `Your password for ${letter.tenantName} must be reset`,
    paragraphs: [`An administrator of ${letter.tenantName} requires you to reset your password. The old one no longer works.`],
    link: { label: 'Reset my password', url: address(paths.forgotPassword(letter.tenantSlug)), note: 'You are sent a link to set a new one.' },
  }),
  password_must_change: (letter) => ({
    subject: `Your password for ${letter.tenantName} must be changed`,
    paragraphs: [`An administrator of ${letter.tenantName} requires you to change your password. It works once more: the next time you sign in you are asked for a new one. You were signed out everywhere.`],
    link: { label: 'Sign in', url: address(paths.signIn(letter.tenantSlug)), note: 'You set the new password right after.' },
  }),
  password_switched_off: (letter) => ({
    subject: `Your password for ${letter.tenantName} was switched off`,
    paragraphs: [`There were too many failed attempts to sign in to your account at ${letter.tenantName}. Its password no longer works until you set a new one.`],
    link: linkTo('Set a new password', paths.resetPassword, letter),
  }),
  password_changed: (letter) => ({
    subject: `Your password for ${letter.tenantName} was ${letter.how}`,
    paragraphs: [`The password of your account at ${letter.tenantName} was ${letter.how === 'reset' ? 'set anew with a link that was mailed to you' : 'changed'}. You were signed out everywhere else.`],
    closing: [NOT_YOU],
  }),
  account_locked: (letter) => ({
    subject: `Sign-in to ${letter.tenantName} was blocked for a while`,
    paragraphs: [`There were too many failed attempts to sign in to your account at ${letter.tenantName} from ${letter.address}. From there it is blocked for ${duration(letter.lockSeconds)}; from elsewhere you can sign in as usual.`],
    closing: ['If it was you, wait or reset your password. If not, nothing more is needed: nobody got in.'],
  }),
  address_change_confirm: (letter) => ({
    subject: `Confirm your new address for ${letter.tenantName}`,
    paragraphs: [`This address is to become the one of your account at ${letter.tenantName}. It does when you confirm it; you are then signed out everywhere.`],
    link: linkTo('Confirm this address', paths.confirmAddress, letter),
    closing: ['If you do not know about this, do nothing.'],
  }),
  address_change_notice: (letter) => ({
    subject: `Your address for ${letter.tenantName} is about to change`,
    paragraphs: [`The address of your account at ${letter.tenantName} is to become ${letter.newAddress}. Until that is confirmed there, you go on signing in with this one.`],
    link: linkTo('This was not me', paths.undoAddress, letter),
    closing: ['If it was you, nothing more is needed.'],
  }),
  address_changed: (letter) => ({
    subject: `Your address for ${letter.tenantName} has changed`,
    paragraphs: [`The address of your account at ${letter.tenantName} is now ${letter.newAddress}. You were signed out everywhere.`],
    closing: ['If this was not you, use the link "This was not me" in the earlier message, or tell an owner of the tenant.'],
  }),
  role_granted: (letter) => ({
    subject: `You were granted a role at ${letter.tenantName}`,
    paragraphs: [letter.eligible ? `${letter.by} made you eligible for ${letter.role} at ${letter.tenantName}. ${ELIGIBLE}` : `${letter.by} granted you ${letter.role} at ${letter.tenantName}.`],
    link: { label: 'Open the console', url: address(paths.home), note: 'There you see what you may do.' },
  }),
  role_kind_changed: (letter) => ({
    subject: `${letter.eligible ? 'A role of yours now has to be activated' : 'A role of yours now counts by itself'} at ${letter.tenantName}`,
    paragraphs: [letter.eligible ? `${letter.by} made your role ${letter.role} at ${letter.tenantName} eligible. ${ELIGIBLE}` : `${letter.by} made your role ${letter.role} at ${letter.tenantName} standing. It counts by itself, without being activated.`],
    link: { label: 'Open the console', url: address(paths.home), note: 'There you see what you may do.' },
  }),
  role_ended: (letter) => ({
    subject: `A role of yours at ${letter.tenantName} has ended`,
    paragraphs: [`${letter.by} ended your role ${letter.role} at ${letter.tenantName}.`],
  }),
  sessions_ended: (letter) => ({
    subject: `You were signed out of ${letter.tenantName}`,
    paragraphs: [`${letter.by} ended your sessions at ${letter.tenantName}. You can sign in again.`],
    closing: ['All owners of the tenant were told.'],
  }),
  sessions_of_another_ended: (letter) => ({
    subject: `Sessions of ${letter.person} were ended`,
    paragraphs: [`${letter.by} ended sessions of ${letter.person} at ${letter.tenantName}.`],
    closing: ['You are told because you are an owner of the tenant.'],
  }),
  owner_recovered: (letter) => ({
    subject: `An owner of ${letter.tenantName} was recovered`,
    paragraphs: [`The operator of Castellan reset the password and the second factors of ${letter.person}, an owner of ${letter.tenantName}${letter.newAddress ? ', and changed the address of the account' : ''}. Their sessions were ended.`],
    closing: ['You are told because you are an owner of the tenant. If nobody asked for this, talk to whoever operates Castellan.'],
  }),
  factor_changed: ({ tenantName, change }) => {
    const [subject, sentence] = FACTOR_CHANGES[change.what]('factor' in change ? change.factor : '')
    return { subject: `${subject} at ${tenantName}`, paragraphs: [`${sentence} at ${tenantName}.`], closing: [NOT_YOU] }
  },
  factor_blocked: (letter) => ({
    subject: `A second factor at ${letter.tenantName} was blocked`,
    paragraphs: [`There were too many wrong codes in a row for the second factor "${letter.factor}" of your account at ${letter.tenantName}. It is refused from now on, even with the right code.`],
    closing: [
      'Another second factor of yours or a recovery code frees it again when you next use one; so does a reset by an administrator.',
      'If these codes were not yours, somebody knows your password: change it at once.',
    ],
  }),
  factor_of_another_enrolled: (letter) => ({
    subject: `${letter.person} added a second factor`,
    paragraphs: [`${letter.person} added their first second factor at ${letter.tenantName}. They hold a privileged role, and what it may do counts from now on.`],
    closing: ['You are told because you are an owner of the tenant. If you doubt that it was they, reset their second factors or set them to Inactive.'],
  }),
  sign_in_code: (letter) => ({
    subject: `${letter.code} is your code for ${letter.tenantName}`,
    paragraphs: [`To sign in to ${letter.tenantName}, type this code in the browser in which you asked for it: ${letter.code}`, `It works once, for ${duration(letter.lifetimeSeconds)}. Give it to nobody: nobody of Castellan ever asks for it.`],
    closing: ['If you did not ask for it, do nothing: without the code nobody gets in by it.'],
  }),
  enrolment_code: (letter) => ({
    subject: `${letter.code} is your code for ${letter.tenantName}`,
    paragraphs: [`To add your first second factor at ${letter.tenantName}, type this code where you are asked for it: ${letter.code}`, `It works once, for ${duration(letter.lifetimeSeconds)}. Give it to nobody.`],
    closing: ['If you are not adding a second factor, somebody knows your password: change it at once.'],
  }),
  factors_reset: (letter) => ({
    subject: `Your second factors at ${letter.tenantName} were reset`,
    paragraphs: [`${letter.by} removed all second factors and recovery codes of your account at ${letter.tenantName}. You were signed out everywhere. Roles that need a second factor count for nothing until you add one again.`],
    link: { label: 'Sign in', url: address(paths.signIn(letter.tenantSlug)), note: 'Then add a second factor under My account.' },
    closing: ['If you did not ask for this, tell an owner of the tenant at once.'],
  }),
  factors_of_another_reset: (letter) => ({
    subject: `The second factors of ${letter.person} were reset`,
    paragraphs: [`${letter.by} removed all second factors and recovery codes of ${letter.person} at ${letter.tenantName}, who holds a privileged role. Their sessions were ended.`],
    closing: ['You are told because you are an owner of the tenant. If nobody asked for this, set them to Inactive and ask.'],
  }),
  factor_of_another_blocked: (letter) => ({
    subject: `A second factor of ${letter.person} was blocked`,
    paragraphs: [`There were too many wrong codes in a row for a second factor of ${letter.person} at ${letter.tenantName}. Whoever typed them had the password, or an open session.`],
    closing: ['You are told because you are an owner of the tenant.'],
  }),
  sso_link: (letter) => ({
    subject: `Sign in to ${letter.tenantName} with ${letter.connection}?`,
    paragraphs: [`Somebody signed in at ${letter.connection} as ${letter.shownEmail} and wants to use that to sign in to your account at ${letter.tenantName}. If that is you, open the link in the same browser.`],
    link: linkTo('Link my account', paths.ssoLink, letter),
    closing: ['If it is not you, do nothing: without the link nobody gets in. Tell an owner of the tenant.'],
  }),
  sso_identity_changed: (letter) => ({
    subject: letter.linked ? `${letter.connection} was linked to your account` : `${letter.connection} was unlinked from your account`,
    paragraphs: [letter.linked ? `From now on you can sign in to ${letter.tenantName} with ${letter.connection}.` : `You can no longer sign in to ${letter.tenantName} with ${letter.connection}, until you link it again.`],
    closing: [NOT_YOU],
  }),
  sso_credential_ends: (letter) => ({
    subject: `The ${letter.what} of ${letter.connection} ends soon`,
    paragraphs: [`The ${letter.what} with which people sign in to ${letter.tenantName} through ${letter.connection} ends on ${formatUtc(letter.endsAt)}. After that nobody can sign in through it.`, 'Get a new one from the provider and store it before that day.'],
    link: { label: 'Open the identity provider', url: address(paths.connectionPart(letter.connectionId, 'settings')), note: 'If you are not signed in, you are asked to.' },
    closing: ['You are told because you are an owner of the tenant.'],
  }),
  sso_line_paused: ({ tenantName, connectionId, lines, more }) => ({
    subject: lines.length + more === 1 ? `A role given by ${lines[0]!.connection} pauses` : `${lines.length + more} roles given by identity providers pause`,
    paragraphs: [
      lines.length + more === 1
        ? `A line of an identity provider at ${tenantName} pauses: whoever wrote it could not assign its role any more. Nobody gets the role by it, and whoever has it so loses it when they next sign in through that provider.`
        : `${lines.length + more} lines of identity providers at ${tenantName} pause: whoever wrote them could not assign their roles any more. Nobody gets a role by them, and whoever has one so loses it when they next sign in through that provider.`,
    ],
    list: [...lines.map(({ connection, group, role }) => `${connection}: ${role}, for ${group === '' ? 'everybody who comes through it' : `the group "${group}"`}`), ...(more > 0 ? [`and ${more} more`] : [])],
    link: connectionId === null
      ? { label: 'Open the identity providers', url: address(paths.signInAndSso), note: 'Anyone who could assign a role can stand behind its line instead, or remove it.' }
      : { label: 'Open the identity provider', url: address(paths.connectionPart(connectionId, 'roles')), note: 'Anyone who could assign the role can stand behind the line instead, or remove it.' },
    closing: ['You are told because you are an owner of the tenant.'],
  }),
  sso_proof_wanted: (letter) => ({
    subject: `Does ${letter.connection} work for you?`,
    paragraphs: [`${letter.by} wants to require ${letter.connection} for signing in to ${letter.tenantName}, and asks you to try it first. Open its page, choose Prove it, and sign in there. Nobody is signed in or linked by that.`],
    link: { label: 'Open the identity provider', url: address(paths.connection(letter.connectionId)), note: 'If you are not signed in, you are asked to.' },
    closing: ['Do it only if you know why it is wanted: after that it can be required of everybody of its domains.'],
  }),
  sso_required: (letter) => ({
    subject: `Sign in to ${letter.tenantName} with ${letter.connection}`,
    paragraphs: [`Somebody signed in to your account at ${letter.tenantName} in another way. Addresses like yours sign in with ${letter.connection}, so it was refused.`],
    link: { label: `Sign in with ${letter.connection}`, url: address(paths.signIn(letter.tenantSlug)), note: 'You find it on the sign-in page.' },
    closing: ['If this was not you, somebody knows your password: change it.'],
  }),
  // Nothing can be approved by a link: the letter only leads to the request.
  pim_decision_wanted: (letter) => ({
    subject: `${letter.again ? 'Again: ' : ''}${letter.person} asks for ${letter.role}`,
    paragraphs: [
      `${letter.person} asks to activate ${letter.role} at ${letter.tenantName} for ${duration(letter.seconds)}${letter.startsAt === null ? '' : `, from ${formatUtc(letter.startsAt)} on`}.`,
      ...quoted(letter.justification), ...(letter.ticket === '' ? [] : [`Ticket: ${letter.ticket}`]),
      `It waits until ${formatUtc(letter.undecidedUntil)}.`,
    ],
    link: toRequest(letter),
    closing: ['You are told because you can decide about it.'],
  }),
  pim_news: (letter) => ({ subject: `${BECAME[letter.news].subject(letter.role)} (${letter.tenantName})`, paragraphs: [BECAME[letter.news].sentence(letter), ...quoted(letter.reason)], link: toRequest(letter) }),
  pim_news_of_another: (letter) => ({
    subject: letter.news === 'activated' ? `${letter.person} activated ${letter.role}` : `${letter.role} of ${letter.person} was revoked`,
    paragraphs: [
      letter.news === 'activated'
        ? `${letter.person} has ${letter.role} at ${letter.tenantName} from ${formatUtc(letter.startsAt!)} to ${formatUtc(letter.endsAt!)}${letter.by === null ? '' : `, approved by ${letter.by}`}.`
        : `${letter.by} revoked the request or activation of ${letter.role} of ${letter.person} at ${letter.tenantName}.`,
      ...quoted(letter.reason),
    ],
    link: toRequest(letter),
    closing: ['You are told because you are an owner of the tenant, or because the settings of the role name your address.'],
  }),
  break_glass_marked: (letter) => ({
    subject: letter.marked ? `A break-glass account of ${letter.tenantName} was named` : `A break-glass account of ${letter.tenantName} is one no more`,
    paragraphs: [letter.marked ? `${letter.by} marked ${letter.person} as a break-glass account of ${letter.tenantName}: for the day on which no other way in works. Each use of it alarms all owners.` : `${letter.by} took the break-glass mark from ${letter.person}.`],
    link: { label: 'Open break-glass accounts', url: address(paths.breakGlass), note: 'Two or more are advised.' },
    closing: ['You are told because you are an owner of the tenant.'],
  }),
  break_glass_used: (letter) => ({
    subject: `ALARM: a break-glass account of ${letter.tenantName} is in use`,
    paragraphs: [`${letter.person} has just signed in to ${letter.tenantName} with a break-glass account, from ${letter.address || 'an unknown address'}. Everything done in this session is marked as such.`],
    link: { label: 'Look at it and review it', url: address(paths.breakGlass), note: 'Another owner has to review each use.' },
    closing: ['If you do not know why, end that session now and call the person.'],
  }),
  break_glass_unreviewed: (letter) => ({
    subject: `Break-glass use of ${letter.tenantName} still waits for a review`,
    paragraphs: [`${letter.uses === 1 ? 'One use of a break-glass account waits' : `${letter.uses} uses of break-glass accounts wait`} for the review of another owner. You are reminded every day until it is done.`],
    link: { label: 'Review it', url: address(paths.breakGlass), note: 'Say what it was for.' },
  }),
}

/** @returns subject and both parts; links are built from APP_ORIGIN alone */
export function writeLetter(letter: Letter): DrawnLetter {
  const write = WRITERS[letter.name] as (letter: Letter) => Words
  return drawLetter({ recipientName: letter.recipientName, ...write(letter) })
}
