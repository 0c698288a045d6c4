import type { Metadata } from 'next'
import { RefusedPage } from '@/components/guard/refused-page'
import { reasonOf } from '@/components/guard/reason-of'
import { PlaceList } from '@/components/places/place-list'
import { openArea } from '@/lib/authz/access'
import { can } from '@/lib/authz/can'
import { reachOf } from '@/lib/authz/place-reach'
import { readHiddenColumns, readViewer } from '@/lib/format/viewer'
import { listOrganizations } from '@/lib/organizations/data'
import { paths } from '@/lib/paths'
import { readPlaceQuery, searchParamsOf, type AddressParams } from '@/lib/places/place-query'

export const metadata: Metadata = { title: 'Organizations' }

/** The delegated admin portal begins here: all organizations for those who run them, their own for everybody else. */
export default async function OrganizationsPage({ searchParams }: { searchParams: Promise<AddressParams> }) {
  const access = await openArea('organization:read')
  if ('refusal' in access) return <RefusedPage refusal={access.refusal} homeHref={paths.home} />
  const { cleared, facts: { actor } } = access
  const params = await searchParams
  const query = readPlaceQuery(params)
  const [page, viewer, hidden] = await Promise.all([listOrganizations(cleared, query), readViewer(), readHiddenColumns('organizations')])
  const all = reachOf(actor, 'organization:read').all
  return (
    <PlaceList
      kind="organization"
      title={all ? 'Organizations' : 'Your organizations'}
      description={all ? 'The delegated admin portal: each organization is run by administrators of its own.' : 'The delegated admin portal: these organizations were entrusted to you, and you see no others.'}
      page={page}
      query={query}
      asked={searchParamsOf(params)}
      actor={actor}
      viewer={viewer}
      hidden={hidden}
      create={{ href: paths.newOrganization, label: 'Onboard organization', disabledReason: reasonOf(can(actor, 'organization:create')) }}
    />
  )
}
