import type { Metadata } from 'next'
import { RefusedPage } from '@/components/guard/refused-page'
import { PlaceAdministrators } from '@/components/places/place-administrators'
import { openPage } from '@/lib/authz/access'
import { readViewer } from '@/lib/format/viewer'
import { paths } from '@/lib/paths'
import { getAssignmentTerms } from '@/lib/pim/role-settings-data'
import { withReasons } from '@/lib/places/administrators-page'
import { listInherited, listPlaceAdministrators } from '@/lib/places/list-place-administrators'
import { reasonsInPlace } from '@/lib/places/may-in-place'
import { openPlace } from '@/lib/places/open-place'
import { PLACE_ROLES } from '@/lib/places/place-roles'
import { readPlaceQuery, searchParamsOf, type AddressParams } from '@/lib/places/place-query'

type Params = Promise<{ slug: string }>

export async function generateMetadata({ params }: { params: Params }): Promise<Metadata> {
  const { place } = await openPlace('organization', (await params).slug)
  return { title: `Administrators of ${place.name}` }
}

export default async function OrganizationAdministratorsPage({ params, searchParams }: { params: Params; searchParams: Promise<AddressParams> }) {
  const { place } = await openPlace('organization', (await params).slug)
  const access = await openPage('organization-admin:read', { place: { type: 'organization', id: place.id } })
  if ('refusal' in access) return <RefusedPage refusal={access.refusal} homeHref={paths.home} />
  const { cleared, facts: { actor } } = access
  const asked = await searchParams
  const { search, cursor } = readPlaceQuery(asked)
  const [page, inherited, terms, viewer] = await Promise.all([listPlaceAdministrators(cleared, place, { search, cursor }), listInherited(cleared, 'organization'), getAssignmentTerms(actor.tenantId, PLACE_ROLES), readViewer()])
  return (
    <PlaceAdministrators
      place={place}
      reasons={reasonsInPlace(actor, place)}
      page={{ ...page, rows: withReasons(actor, place, page.rows) }}
      inherited={inherited}
      terms={terms}
      search={search}
      asked={searchParamsOf(asked)}
      now={actor.now}
      viewer={viewer}
    />
  )
}
