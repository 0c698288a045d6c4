import 'server-only'
import { env } from '@/lib/env'
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
    | { name: 'role_granted'; role: string; by: string }
    | { name: 'role_ended'; role: string; by: string }
    | { name: 'sessions_ended'; by: string }
    | ({ name: 'sessions_of_another_ended'; by: string } & AboutAnother)
    | ({ name: 'owner_recovered'; newAddress: boolean } & AboutAnother)
  )

const UNITS = [[86_400, 'day'], [3600, 'hour'], [60, 'minute']] as const

/** @returns "3 days", "30 minutes": the largest unit that leaves no remainder */
function duration(seconds: number): string {
  const [size, unit] = UNITS.find(([length]) => seconds >= length && seconds % length === 0) ?? [1, 'second']
  const count = seconds / size
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}

const address = (path: string) => env().APP_ORIGIN + path
const linkTo = (label: string, path: string, { token, lifetimeSeconds }: WithLink) =>
  ({ label, url: `${address(path)}#${token}`, note: `The link works once, for ${duration(lifetimeSeconds)}.` })
const NOT_YOU = 'If this was not you, reset your password at once and tell an owner of the tenant.'

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
    paragraphs: [`${letter.by} granted you ${letter.role} at ${letter.tenantName}.`],
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
}

/** @returns subject and both parts; links are built from APP_ORIGIN alone */
export function writeLetter(letter: Letter): DrawnLetter {
  const write = WRITERS[letter.name] as (letter: Letter) => Words
  return drawLetter({ recipientName: letter.recipientName, ...write(letter) })
}
