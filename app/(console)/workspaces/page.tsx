import type { Metadata } from 'next'
import { RefusedPage } from '@/components/guard/refused-page'
import { reasonOf } from '@/components/guard/reason-of'
import { PlaceList } from '@/components/places/place-list'
import { openArea } from '@/lib/authz/access'
import { can } from '@/lib/authz/can'
import { reachOf } from '@/lib/authz/place-reach'
import { readHiddenColumns, readViewer } from '@/lib/format/viewer'
import { paths } from '@/lib/paths'
import { readPlaceQuery, searchParamsOf, type AddressParams } from '@/lib/places/place-query'
import { listWorkspaces } from '@/lib/workspaces/data'

export const metadata: Metadata = { title: 'Workspaces' }

export default async function WorkspacesPage({ searchParams }: { searchParams: Promise<AddressParams> }) {
  const access = await openArea('workspace:read')
  if ('refusal' in access) return <RefusedPage refusal={access.refusal} homeHref={paths.home} />
  const { cleared, facts: { actor } } = access
  const params = await searchParams
  const query = readPlaceQuery(params)
  const [page, viewer, hidden] = await Promise.all([listWorkspaces(cleared, query), readViewer(), readHiddenColumns('workspaces')])
  const all = reachOf(actor, 'workspace:read').all
  return (
    <PlaceList
      kind="workspace"
      title={all ? 'Workspaces' : 'Your workspaces'}
      description={all ? 'Each has administrators of its own, who see and manage only theirs.' : 'The workspaces you were given a role in.'}
      page={page}
      query={query}
      asked={searchParamsOf(params)}
      actor={actor}
      viewer={viewer}
      hidden={hidden}
      create={{ href: paths.newWorkspace, label: 'Create workspace', disabledReason: reasonOf(can(actor, 'workspace:create')) }}
    />
  )
}
