import { type ReactNode } from 'react'
import { Time } from '@/components/shell/time'
import { Card } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/empty-state'
import { Facts } from '@/components/ui/facts'
import { Icon } from '@/components/ui/icon'
import { Status } from '@/components/ui/status'
import { type FactorsOfView, type ProfileView, type SessionOfView, type SignInView } from '@/lib/administrators/profile-view'
import { countOf } from '@/lib/format/count'
import { PasswordStateMark } from './password-state'
import { PersonFactors } from './person-factors'
import { SignInList } from './sign-in-list'

interface SecurityProps {
  profile: ProfileView
  factors: FactorsOfView
  sessions: readonly SessionOfView[]
  signIns: readonly SignInView[]
  now: number
  zone: string
  passwordActions?: ReactNode
  factorActions?: ReactNode
  sessionsActions?: ReactNode
  sessionActions?: (session: SessionOfView) => ReactNode
  lockActions?: ReactNode
}

const row = 'flex flex-wrap items-center justify-between gap-x-4 gap-y-2 border-b px-4 py-3 last:border-b-0'

/** How a person can get in, where they are signed in, and who failed to. */
export function PersonSecurity({ profile, factors, sessions, signIns, now, zone, passwordActions, factorActions, sessionsActions, sessionActions, lockActions }: SecurityProps) {
  const { password, lastSignInAt, attempts } = profile
  return (
    <>
      <Card title="Password" actions={passwordActions}>
        <Facts
          items={[
            { term: 'Password', value: <PasswordStateMark profile={profile} /> },
            { term: 'Last changed', value: password ? <Time at={password.changedAt} now={now} zone={zone} /> : <span className="text-ink-3">Never</span> },
            { term: 'Expires', value: <span className="text-ink-3">Never</span> },
            { term: 'Last sign-in', value: lastSignInAt === null ? <span className="text-ink-3">Never</span> : <Time at={lastSignInAt} now={now} zone={zone} /> },
          ]}
        />
      </Card>
      <PersonFactors view={factors} now={now} zone={zone} actions={factorActions} />
      <Card title="Sessions and devices" description={sessions.length > 0 ? `${countOf(sessions.length, 'session')} running now.` : undefined} actions={sessionsActions} flush>
        {sessions.length > 0 ? (
          <ul>
            {sessions.map((session) => (
              <li key={session.id} className={row}>
                <div className="flex min-w-0 flex-1 basis-60 items-start gap-3">
                  <Icon name="device" className="mt-0.5 text-ink-3" />
                  <div className="min-w-0">
                    <p className="font-medium">{session.device}</p>
                    <p className="text-xs text-ink-3">
                      <span className="wrap-anywhere">{session.address || 'Unknown address'}</span> · signed in <Time at={session.createdAt} now={now} zone={zone} /> · last seen <Time at={session.lastSeenAt} now={now} zone={zone} />
                    </p>
                  </div>
                </div>
                {sessionActions?.(session)}
              </li>
            ))}
          </ul>
        ) : (
          <EmptyState icon="device" title="Not signed in anywhere">
            Sessions appear here with device and address as soon as there are any.
          </EmptyState>
        )}
      </Card>
      <Card title="Last sign-ins" flush>
        <SignInList signIns={signIns} now={now} zone={zone} />
      </Card>
      <Card title="Failed sign-ins" description="Since the last successful one from the same address." actions={lockActions} flush>
        {attempts.length > 0 ? (
          <ul>
            {attempts.map(({ address, failures, lockedUntil, lastAt }) => (
              <li key={address} className={row}>
                <div className="min-w-0 flex-1 basis-60">
                  <p className="font-medium wrap-anywhere">{address}</p>
                  <p className="text-xs text-ink-3">
                    {countOf(failures, 'failure')}, the last <Time at={lastAt} now={now} zone={zone} />
                  </p>
                </div>
                {lockedUntil === null ? <Status>Not locked</Status> : <Status tone="warn">Refused until <Time at={lockedUntil} now={now} zone={zone} absolute /></Status>}
              </li>
            ))}
          </ul>
        ) : (
          <p className="px-4 py-3 text-ink-3">None.</p>
        )}
      </Card>
    </>
  )
}
