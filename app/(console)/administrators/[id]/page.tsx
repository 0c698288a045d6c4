import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { ActButton } from '@/components/administrators/act-button'
import { actsOf } from '@/components/administrators/acts-of'
import { PersonOverview } from '@/components/administrators/person-overview'
import { PersonPage } from '@/components/administrators/person-page'
import { RefusedPage } from '@/components/guard/refused-page'
import { openProfile, profileTitle } from '@/lib/administrators/open-profile'
import { listGrantsOf } from '@/lib/administrators/profile-grants-data'
import { listSignInsOf } from '@/lib/administrators/profile-sessions-data'
import { readViewer } from '@/lib/format/viewer'
import { paths } from '@/lib/paths'

export async function generateMetadata({ params }: { params: Promise<{ id: string }> }): Promise<Metadata> {
  return { title: profileTitle(await openProfile((await params).id), 'Overview') }
}

const SHOWN = 3

export default async function AdministratorPage({ params }: { params: Promise<{ id: string }> }) {
  const opened = await openProfile((await params).id)
  if (!opened) notFound()
  if ('refusal' in opened) return <RefusedPage refusal={opened.refusal} homeHref={paths.home} />
  const { cleared, profile } = opened
  const eligible = profile.person.grants.some(({ kind }) => kind === 'eligible')
  const [signIns, activations, { zone }] = await Promise.all([listSignInsOf(cleared, profile.id, SHOWN), eligible ? listGrantsOf(cleared, profile.id).then((grants) => grants.activations) : [], readViewer()])
  const { actor } = opened.facts
  const acts = actsOf(opened.profile, actor, zone)
  return (
    <PersonPage {...opened} acts={acts} zone={zone}>
      <PersonOverview
        profile={opened.profile}
        signIns={signIns}
        activations={activations}
        now={actor.now}
        zone={zone}
        identityActions={
          <>
            <ActButton act="rename" size="sm" {...acts} />
            <ActButton act="change-address" size="sm" {...acts} />
          </>
        }
      />
    </PersonPage>
  )
}
