import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { ActButton } from '@/components/administrators/act-button'
import { actsOf } from '@/components/administrators/acts-of'
import { EndSessionButton } from '@/components/administrators/end-session-button'
import { PersonPage } from '@/components/administrators/person-page'
import { PersonSecurity } from '@/components/administrators/person-security'
import { RefusedPage } from '@/components/guard/refused-page'
import { openProfile, profileTitle } from '@/lib/administrators/open-profile'
import { findFactorsOf } from '@/lib/administrators/profile-factors-data'
import { listSessionsOf, listSignInsOf } from '@/lib/administrators/profile-sessions-data'
import { readViewer } from '@/lib/format/viewer'
import { paths } from '@/lib/paths'

export async function generateMetadata({ params }: { params: Promise<{ id: string }> }): Promise<Metadata> {
  return { title: profileTitle(await openProfile((await params).id), 'Security') }
}

const SHOWN = 10

export default async function AdministratorSecurityPage({ params }: { params: Promise<{ id: string }> }) {
  const opened = await openProfile((await params).id)
  if (!opened) notFound()
  if ('refusal' in opened) return <RefusedPage refusal={opened.refusal} homeHref={paths.home} />
  const { facts, cleared, profile } = opened
  const [factors, sessions, signIns, { zone }] = await Promise.all([findFactorsOf(cleared, profile), listSessionsOf(cleared, profile.id), listSignInsOf(cleared, profile.id, SHOWN), readViewer()])
  const acts = actsOf(profile, facts.actor, zone)
  const refusal = acts.offers['end-sessions']
  return (
    <PersonPage {...opened} acts={acts} zone={zone}>
      <PersonSecurity
        profile={profile}
        factors={factors}
        sessions={sessions}
        signIns={signIns}
        now={facts.actor.now}
        zone={zone}
        passwordActions={<ActButton act="reset-password" size="sm" {...acts} />}
        factorActions={<ActButton act="reset-factors" size="sm" {...acts} />}
        sessionsActions={<ActButton act="end-sessions" size="sm" {...acts} />}
        sessionActions={(session) => (refusal === undefined ? null : <EndSessionButton administratorId={profile.id} name={profile.name} session={session} refusal={refusal} />)}
        lockActions={<ActButton act="unlock" size="sm" {...acts} />}
      />
    </PersonPage>
  )
}
