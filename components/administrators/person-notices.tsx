import { type ReactNode } from 'react'
import { PendingInvitation } from '@/components/invitations/pending-invitation'
import { Time } from '@/components/shell/time'
import { Callout } from '@/components/ui/callout'
import { TextLink } from '@/components/ui/text-link'
import { type Tone } from '@/components/ui/status'
import { type ProfileView } from '@/lib/administrators/profile-view'
import { explainVerdict, nameGrant } from '@/lib/authz/explain-words'
import { ROLES } from '@/lib/authz/policy'
import { uneasyPairs } from '@/lib/authz/rules'
import { countOf } from '@/lib/format/count'
import { type InvitationView } from '@/lib/invitations/invitation-view'
import { paths } from '@/lib/paths'
import { ActButton } from './act-button'
import { type Acts } from './acts-of'
import { namingOf, whyWaiting } from './grant-words'
import { WithdrawAddressButton } from './withdraw-address-button'

interface NoticesProps {
  profile: ProfileView
  /** of somebody who has not activated */
  invitation: InvitationView | null
  acts: Acts
  self: boolean
  now: number
  zone: string
}
interface Notice { key: string; tone: Tone; title: string; text: ReactNode; actions?: ReactNode }

/** What matters now about a person, above every tab: why they cannot sign in, what waits, what is risky. */
export function PersonNotices(props: NoticesProps) {
  const { invitation, now, zone } = props
  const notices = [...statusNotices(props), ...signInNotices(props), ...roleNotices(props), ...selfNotices(props)]
  if (notices.length === 0 && !invitation) return null
  return (
    <div className="grid gap-2">
      {invitation ? <PendingInvitation invitation={invitation} now={now} zone={zone} /> : null}
      {notices.map(({ key, tone, title, text, actions }) => (
        <Callout key={key} tone={tone} title={title} actions={actions}>
          {text}
        </Callout>
      ))}
    </div>
  )
}

function statusNotices({ profile, invitation, now, zone }: NoticesProps): Notice[] {
  const { status, deletedAt } = profile
  if (status === 'inactive') return [{ key: 'status', tone: 'neutral', title: 'Inactive', text: 'Cannot sign in. The roles are kept and confer nothing until the status is Active again.' }]
  if (status === 'deleted') {
    const text = <>{deletedAt === null ? null : <>Set to Deleted <Time at={deletedAt} now={now} zone={zone} />. </>}Hidden from lists and unable to sign in; the address stays reserved. The roles are kept for a restore.</>
    return [{ key: 'status', tone: 'neutral', title: 'Deleted', text }]
  }
  if (status === 'new' && !invitation) return [{ key: 'status', tone: 'warn', title: 'Not activated, and never invited', text: 'Nobody has sent them a link. Delete them and invite the address anew.' }]
  return []
}

function signInNotices({ profile, acts, now, zone }: NoticesProps): Notice[] {
  const { attempts, pendingAddress, status, takesPassword } = profile
  // One that sign-in does not take stands in nobody's way.
  const password = takesPassword ? profile.password : null
  const locked = attempts.filter(({ lockedUntil }) => lockedUntil !== null)
  const latest = Math.max(...locked.map(({ lockedUntil }) => lockedUntil!))
  const notices: Notice[] = []
  if (locked.length > 0) {
    notices.push({ key: 'locked', tone: 'warn', title: 'Sign-in is locked', text: <>After too many failures, sign-in from {locked.length === 1 ? <span className="wrap-anywhere">{locked[0]!.address}</span> : countOf(locked.length, 'address', 'addresses')} is refused until <Time at={latest} now={now} zone={zone} absolute />. Other addresses are not affected.</>, actions: <ActButton act="unlock" size="sm" {...acts} /> })
  }
  if (status === 'active' && password?.state === 'switched_off') notices.push({ key: 'password', tone: 'danger', title: 'The password is switched off', text: 'A hundred attempts in a row failed. It works again only after a reset by mail.', actions: <ActButton act="reset-password" size="sm" {...acts} /> })
  if (status === 'active' && password?.state === 'must_reset') notices.push({ key: 'password', tone: 'warn', title: 'The password must be reset', text: 'It does not work any more; at the next sign-in they go through “forgot password”.' })
  if (pendingAddress) {
    const refusal = acts.offers['change-address']
    notices.push({ key: 'address', tone: 'info', title: 'A new e-mail address waits to be confirmed', actions: refusal === undefined ? null : <WithdrawAddressButton administratorId={profile.id} name={profile.name} email={pendingAddress.email} refusal={refusal} />, text: <><span className="wrap-anywhere">{pendingAddress.email}</span>: the link sent there works until <Time at={pendingAddress.expiresAt} now={now} zone={zone} absolute />. Until then the old address signs in.</> })
  }
  return notices
}

function roleNotices({ profile, self, now, zone }: NoticesProps): Notice[] {
  const { person, otherOwners, status, id } = profile
  const rolesLink = <TextLink href={paths.administratorRoles(id)}>Roles</TextLink>
  const undecided = person.grants.filter(({ confirmed }) => !confirmed).length
  const naming = namingOf(profile, zone)
  const factor = person.grants.flatMap((grant) => {
    const why = whyWaiting(grant, profile, now)
    return why === 'mfa_not_enrolled' || why === 'place_not_active' ? [{ key: grant.id, tone: 'warn' as const, title: `${nameGrant(grant, naming)} confers nothing now`, text: explainVerdict({ grant, verdict: why }, naming) }] : []
  })
  return [
    ...(undecided > 0 && status !== 'deleted' ? [{ key: 'undecided', tone: 'warn' as const, title: `${countOf(undecided, 'restored role')} ${undecided === 1 ? 'waits' : 'wait'} for a yes or no`, text: <>Decide under {rolesLink} before the status can be set to Active.</> }] : []),
    ...factor,
    ...uneasyPairs(person.grants.map(({ role }) => role)).map(({ a, b, because }) => ({ key: `${a}-${b}`, tone: 'warn' as const, title: `${ROLES[a].label} and ${ROLES[b].label} should not meet in one person`, text: because })),
    ...(otherOwners === 0 ? [{ key: 'owner', tone: 'warn' as const, title: 'The only usable Client Owner', text: `${self ? 'You' : 'They'} cannot be deactivated, deleted or lose the role until another administrator is a Client Owner.` }] : []),
  ]
}

function selfNotices({ self }: NoticesProps): Notice[] {
  return self ? [{ key: 'self', tone: 'neutral', title: 'This is you', text: <>Your name, password, address and sessions are under <TextLink href={paths.account}>My account</TextLink>. A role you may give up yourself; everything else here only another administrator can change.</> }] : []
}
