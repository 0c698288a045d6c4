import type { Metadata } from 'next'
import { AdministratorList } from '@/components/administrators/administrator-list'
import { ExportAdministrators } from '@/components/administrators/export-administrators'
import { reasonOf } from '@/components/guard/reason-of'
import { RefusedPage } from '@/components/guard/refused-page'
import { LinkButton } from '@/components/ui/link-button'
import { BULK_ACTS, BULK_PERMISSION } from '@/lib/administrators/bulk-change'
import { listAdministrators } from '@/lib/administrators/list-data'
import { explainIgnored, filterParams, ListQueryInput, type AddressParams } from '@/lib/administrators/list-query'
import { roleReasons } from '@/lib/administrators/person-offers'
import { openPage } from '@/lib/authz/access'
import { can, holds } from '@/lib/authz/can'
import { readHiddenColumns, readViewer } from '@/lib/format/viewer'
import { paths } from '@/lib/paths'

export const metadata: Metadata = { title: 'Administrators' }

export default async function AdministratorsPage({ searchParams }: { searchParams: Promise<AddressParams> }) {
  const access = await openPage('administrator:read')
  if ('refusal' in access) return <RefusedPage refusal={access.refusal} homeHref={paths.home} />
  const { cleared, facts: { actor } } = access
  const params = await searchParams
  const query = ListQueryInput.parse(params)
  const bulk = BULK_ACTS.filter((act) => holds(actor, BULK_PERMISSION[act]))
  const [page, viewer, hidden] = await Promise.all([listAdministrators(cleared, query), readViewer(), readHiddenColumns('administrators')])
  return (
    <AdministratorList
      page={page}
      query={query}
      ignored={explainIgnored(params, query)}
      mfa={actor.mfa}
      ownId={actor.administratorId}
      viewer={viewer}
      hidden={hidden}
      bulk={bulk.length > 0 ? { acts: bulk, reasons: bulk.includes('assign') ? roleReasons(actor, '') : null } : null}
      menus={bulk.length > 0 || holds(actor, 'administrator:revoke-sessions')}
      actions={
        <>
          <ExportAdministrators filter={filterParams(query).toString()} disabledReason={reasonOf(can(actor, 'administrator:export'))} />
          {holds(actor, 'administrator:invite') ? (
            <LinkButton href={paths.inviteAdministrators} variant="primary" icon="invite">
              Invite Admin
            </LinkButton>
          ) : null}
        </>
      }
    />
  )
}
