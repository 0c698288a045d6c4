import { type ReactNode } from 'react'
import { Page } from '@/components/shell/page'
import { RefreshOn } from '@/components/shell/refresh-on'
import { Badge } from '@/components/ui/badge'
import { Breadcrumb } from '@/components/ui/breadcrumb'
import { PageHeader } from '@/components/ui/page-header'
import { TabLinks } from '@/components/ui/tab-links'
import { type PersonAct } from '@/lib/administrators/person-offers'
import { type ProfileView } from '@/lib/administrators/profile-view'
import { type SessionFacts } from '@/lib/authn/session-facts'
import { type InvitationView } from '@/lib/invitations/invitation-view'
import { type AdministratorStatus } from '@/lib/authz/grants'
import { paths } from '@/lib/paths'
import { ActButton } from './act-button'
import { type Acts } from './acts-of'
import { ActsOnPerson } from './acts-on-person'
import { AdministratorStatusMark } from './administrator-status'
import { DialogHost } from './dialog-host'
import { PersonNotices } from './person-notices'

export interface PersonPageProps {
  profile: ProfileView
  invitation: InvitationView | null
  facts: SessionFacts
  zone: string
  acts: Acts
  children: ReactNode
}

/** What one most likely came for. */
function foremost(status: AdministratorStatus): PersonAct {
  if (status === 'deleted') return 'restore'
  return status === 'inactive' ? 'activate' : 'assign-role'
}

/** The frame of the four tabs of a person's page: who this is, what matters now, where the rest is. */
export function PersonPage({ profile, invitation, facts, zone, acts, children }: PersonPageProps) {
  const { id, name, email, status, person } = profile
  const self = id === facts.actor.administratorId
  return (
    <DialogHost>
      <Page wide>
        <RefreshOn topics={['administrators', 'roles', 'sessions']} />
        <PageHeader
          breadcrumb={<Breadcrumb items={[{ label: 'Administrators', href: paths.administrators }]} />}
          title={<span className="wrap-anywhere">{name}</span>}
          aside={
            <>
              <AdministratorStatusMark status={status} />
              {profile.breakGlass ? <Badge tone="danger" tip="One of the accounts for the worst day: each use alarms every owner.">Break-glass</Badge> : null}
              {self ? <Badge tone="info">You</Badge> : null}
            </>
          }
          description={name === email ? undefined : <span className="wrap-anywhere select-all">{email}</span>}
          actions={
            <>
              <ActButton act={foremost(status)} {...acts} />
              <ActsOnPerson {...acts} />
            </>
          }
          tabs={
            <TabLinks
              label={name}
              items={[
                { href: paths.administrator(id), label: 'Overview' },
                { href: paths.administratorRoles(id), label: 'Roles', count: String(person.grants.length) },
                { href: paths.administratorSecurity(id), label: 'Security' },
                { href: paths.administratorActivity(id), label: 'Activity' },
              ]}
            />
          }
        />
        <PersonNotices profile={profile} invitation={invitation} acts={acts} self={self} now={facts.actor.now} zone={zone} />
        {children}
      </Page>
    </DialogHost>
  )
}
