import { type ReactNode } from 'react'
import { Time } from '@/components/shell/time'
import { Badge } from '@/components/ui/badge'
import { Card } from '@/components/ui/card'
import { CopyButton } from '@/components/ui/copy-button'
import { Facts } from '@/components/ui/facts'
import { Status } from '@/components/ui/status'
import { TextLink } from '@/components/ui/text-link'
import { type ProfileView, type SignInView } from '@/lib/administrators/profile-view'
import { nameGrant } from '@/lib/authz/explain-words'
import { type ActivationOfGrant } from '@/lib/pim/activations-data'
import { countOf } from '@/lib/format/count'
import { paths } from '@/lib/paths'
import { AdministratorStatusMark } from './administrator-status'
import { activationsNow, namingOf, runningNow, whereActivated, whyWaiting } from './grant-words'
import { PasswordStateMark } from './password-state'
import { SignInList } from './sign-in-list'

interface OverviewProps {
  profile: ProfileView
  /** the last few that worked */
  signIns: readonly SignInView[]
  /** of eligible roles: running, or still to start */
  activations: readonly ActivationOfGrant[]
  now: number
  zone: string
  /** Buttons of the identity card. */
  identityActions?: ReactNode
}

/** Who this is, what power they hold now, how they can sign in. */
export function PersonOverview(props: OverviewProps) {
  return (
    <div className="grid items-start gap-6 lg:grid-cols-2">
      <Identity {...props} />
      <div className="grid gap-6">
        <PowerNow {...props} />
        <SignIn {...props} />
        <Card title="Last sign-ins" flush>
          <SignInList {...props} />
        </Card>
      </div>
    </div>
  )
}

function Identity({ profile, now, zone, identityActions }: OverviewProps) {
  const { givenName, familyName, email, status, id } = profile
  const at = (moment: number | null, otherwise: string) => (moment === null ? <span className="text-ink-3">{otherwise}</span> : <Time at={moment} now={now} zone={zone} />)
  return (
    <Card title="Identity" actions={identityActions}>
      <Facts
        items={[
          { term: 'First name', value: <Name text={givenName} /> },
          { term: 'Last name', value: <Name text={familyName} /> },
          {
            term: 'E-mail address',
            value: (
              <span className="flex min-w-0 flex-wrap items-center gap-x-2">
                <span className="wrap-anywhere">{email}</span>
                {profile.addressVerifiedAt === null ? <Badge tone="warn" tip="Nobody has used a link sent there yet.">not verified</Badge> : null}
              </span>
            ),
          },
          ...(profile.pendingAddress ? [{ term: 'New address', value: <span className="wrap-anywhere">{profile.pendingAddress.email} <Badge tone="info">waits</Badge></span> }] : []),
          { term: 'Status', value: <AdministratorStatusMark status={status} /> },
          { term: 'Added', value: at(profile.addedAt, '') },
          { term: 'Activated', value: at(profile.activatedAt, 'Not yet') },
          { term: 'Id', value: <span className="flex items-center gap-1"><code className="font-mono text-xs wrap-anywhere">{id}</code><CopyButton text={id} label="Copy the id" /></span> },
        ]}
      />
    </Card>
  )
}

/** Names are shown as they were typed, of any length and direction. */
function Name({ text }: { text: string }) {
  return text ? <bdi className="wrap-anywhere">{text}</bdi> : <span className="text-ink-3">Given at activation</span>
}

function PowerNow({ profile, activations, now, zone }: OverviewProps) {
  const naming = namingOf(profile, zone)
  const grants = profile.person.grants.map((grant) => runningNow(grant, activations, now))
  const inForce = grants.filter((grant) => whyWaiting(grant, profile, now) === null)
  const eligible = grants.filter((grant) => whyWaiting(grant, profile, now) === 'not_activated').length
  const waiting = grants.length - inForce.length - eligible
  return (
    <Card title="Power now" actions={<TextLink href={paths.administratorRoles(profile.id)}>All roles</TextLink>}>
      {inForce.length > 0 ? (
        <ul className="flex flex-wrap gap-1.5">
          {inForce.slice(0, MOST_BADGES).map((grant) => (
            <li key={grant.id} className="flex min-w-0">
              <Badge {...(grant.activation ? { tone: 'info', tip: `Activated until ${naming.time(grant.activation.endsAt)}.` } : {})}>
                {nameGrant(grant, naming)}
                {grant.activation ? <span className="font-normal">· {whereActivated(activationsNow(grant, activations, now))}</span> : null}
              </Badge>
            </li>
          ))}
          {inForce.length > MOST_BADGES ? <li className="text-xs text-ink-3">and {countOf(inForce.length - MOST_BADGES, 'more', 'more')}</li> : null}
        </ul>
      ) : (
        <p className="text-ink-3">No role is in force.</p>
      )}
      {eligible > 0 ? <p className="mt-2 text-ink-3">{countOf(eligible, 'role')} they are eligible for, and have not activated.</p> : null}
      {waiting > 0 ? <p className="mt-2 text-ink-3">{countOf(waiting, 'role')} {waiting === 1 ? 'confers' : 'confer'} nothing now; the Roles tab says why.</p> : null}
    </Card>
  )
}

const MOST_BADGES = 12

function SignIn({ profile, now, zone }: OverviewProps) {
  const { sessions, lastSignInAt } = profile
  return (
    <Card title="Sign-in" actions={<TextLink href={paths.administratorSecurity(profile.id)}>Security</TextLink>}>
      <Facts
        items={[
          { term: 'Password', value: <PasswordStateMark profile={profile} /> },
          { term: 'Second factor', value: <FactorMark profile={profile} /> },
          { term: 'Last sign-in', value: lastSignInAt === null ? <span className="text-ink-3">Never</span> : <Time at={lastSignInAt} now={now} zone={zone} /> },
          { term: 'Signed in now', value: sessions === 0 ? <span className="text-ink-3">No session</span> : countOf(sessions, 'session') },
        ]}
      />
    </Card>
  )
}

function FactorMark({ profile: { person, factorRefused } }: Pick<OverviewProps, 'profile'>) {
  if (factorRefused) return <Status tone="warn" tip="The MFA policy no longer takes the kind they have enrolled: it counts for nothing.">Not allowed any more</Status>
  return person.factorEnrolledAt === null ? <Status>None enrolled</Status> : <Status tone="good">Enrolled</Status>
}
