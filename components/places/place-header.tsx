import { type ReactNode } from 'react'
import { InPlace } from '@/components/shell/current-place'
import { RefreshOn } from '@/components/shell/refresh-on'
import { Breadcrumb } from '@/components/ui/breadcrumb'
import { PageHeader } from '@/components/ui/page-header'
import { TabLinks } from '@/components/ui/tab-links'
import { formatNumber } from '@/lib/format/count'
import { type PlaceReasons } from '@/lib/places/may-in-place'
import { type PlaceView } from '@/lib/places/place-view'
import { OrganizationStatus } from './organization-status'
import { HEADING, placePaths } from './place-words'

interface PlaceHeaderProps {
  place: PlaceView
  reasons: Pick<PlaceReasons, 'seeAdministrators'>
  /** of roles in it, where they are known */
  administrators?: number | undefined
  actions?: ReactNode
}

/** The top of every page of a workspace or organization: where one is, and its other pages. */
export function PlaceHeader({ place, reasons, administrators, actions }: PlaceHeaderProps) {
  const to = placePaths(place)
  const count = administrators === undefined ? {} : { count: formatNumber(administrators) }
  return (
    <>
      <RefreshOn topics={[`${place.kind}s`, 'roles']} />
      <InPlace name={place.name} href={to.overview} kind={place.kind} />
      <PageHeader
        breadcrumb={<Breadcrumb items={[{ label: HEADING[place.kind], href: to.list }]} />}
        title={<span className="break-words">{place.name}</span>}
        aside={place.kind === 'organization' ? <OrganizationStatus status={place.status} /> : null}
        actions={actions}
        tabs={
          <TabLinks
            label={place.name}
            items={[
              { href: to.overview, label: 'Overview' },
              ...(reasons.seeAdministrators === null ? [{ href: to.administrators, label: 'Administrators', ...count }] : []),
              { href: to.settings, label: 'Settings' },
            ]}
          />
        }
      />
    </>
  )
}
