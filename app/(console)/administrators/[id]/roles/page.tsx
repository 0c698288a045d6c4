import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { ActButton } from '@/components/administrators/act-button'
import { actsOf } from '@/components/administrators/acts-of'
import { GrantActions } from '@/components/administrators/grant-actions'
import { PersonPage } from '@/components/administrators/person-page'
import { PersonRoles } from '@/components/administrators/person-roles'
import { RefusedPage } from '@/components/guard/refused-page'
import { openProfile, profileTitle } from '@/lib/administrators/open-profile'
import { grantOffersFor, kindOfferFor } from '@/lib/administrators/person-offers'
import { listGrantsOf } from '@/lib/administrators/profile-grants-data'
import { readViewer } from '@/lib/format/viewer'
import { paths } from '@/lib/paths'

export async function generateMetadata({ params }: { params: Promise<{ id: string }> }): Promise<Metadata> {
  return { title: profileTitle(await openProfile((await params).id), 'Roles') }
}

export default async function AdministratorRolesPage({ params }: { params: Promise<{ id: string }> }) {
  const opened = await openProfile((await params).id)
  if (!opened) notFound()
  if ('refusal' in opened) return <RefusedPage refusal={opened.refusal} homeHref={paths.home} />
  const { facts, cleared, profile } = opened
  const [grants, { zone }] = await Promise.all([listGrantsOf(cleared, profile.id), readViewer()])
  const acts = actsOf(profile, facts.actor, zone)
  return (
    <PersonPage {...opened} acts={acts} zone={zone}>
      <PersonRoles
        profile={profile}
        grants={grants}
        now={facts.actor.now}
        zone={zone}
        assign={<ActButton act="assign-role" size="sm" {...acts} />}
        grantActions={(grant, { version }) => <GrantActions offers={{ ...grantOffersFor(facts.actor, profile, grant), ...kindOfferFor(facts.actor, profile, grant) }} assigning={acts.context.assigning} grant={grant} version={version} />}
      />
    </PersonPage>
  )
}
