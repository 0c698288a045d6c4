import { Page } from '@/components/shell/page'
import { Person } from '@/components/shell/person'
import { Badge } from '@/components/ui/badge'
import { Callout } from '@/components/ui/callout'
import { Card } from '@/components/ui/card'
import { LinkButton } from '@/components/ui/link-button'
import { type Actor } from '@/lib/authz/grants'
import { ROLES } from '@/lib/authz/policy'
import { countOf } from '@/lib/format/count'
import { type Preferences } from '@/lib/format/preferences'
import { type PlaceReasons } from '@/lib/places/may-in-place'
import { type InheritedRow, type PlaceGrantPage, type PlaceView } from '@/lib/places/place-view'
import { PlaceFacts } from './place-facts'
import { PlaceHeader } from './place-header'
import { placePaths, rolesThere } from './place-words'

const SHOWN = 5

interface PlaceOverviewProps {
  place: PlaceView
  reasons: PlaceReasons
  /** null for whoever may not see them */
  administrators: { page: PlaceGrantPage; inherited: readonly InheritedRow[] } | null
  /** the audit of this place, for whoever may see it */
  historyHref: string | null
  actor: Actor
  viewer: Preferences
}

/** The first page of a workspace or organization: what it is, who runs it, what one is there. */
export function PlaceOverview({ place, reasons, administrators, historyHref, actor, viewer }: PlaceOverviewProps) {
  const mine = actor.inForce.filter(({ scope }) => scope.type === place.kind && 'id' in scope && scope.id === place.id).map(({ role }) => role)
  const { labels, inherited } = rolesThere(actor, place.kind, mine)
  return (
    <Page wide>
      <PlaceHeader
        place={place}
        reasons={reasons}
        administrators={administrators?.page.count}
        actions={
          historyHref ? (
            <LinkButton href={historyHref} icon="history">
              History
            </LinkButton>
          ) : null
        }
      />
      {place.status === 'inactive' ? (
        <Callout tone="warn" title={`${place.name} is deactivated`}>
          Roles in it confer nothing until it is activated again. {reasons.setStatus ?? 'You can activate it under Settings.'}
        </Callout>
      ) : null}
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-6 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <Card title="About" actions={reasons.update === null ? <LinkButton size="sm" icon="edit" href={placePaths(place).settings}>Edit</LinkButton> : null}>
          <PlaceFacts place={place} now={actor.now} zone={viewer.zone} />
        </Card>
        <Card title="Your role here">
          <p className="flex flex-wrap gap-1.5">
            {labels.map((label) => (
              <Badge key={label}>{label}</Badge>
            ))}
          </p>
          <p className="mt-2 text-ink-3">{inherited ? `${labels.length === 1 ? 'A role of the whole tenant; it reaches' : 'Roles of the whole tenant; they reach'} into every ${place.kind}.` : `Given to you for this ${place.kind}.`}</p>
        </Card>
        {administrators ? <AdministratorsCard place={place} {...administrators} reasons={reasons} /> : null}
      </div>
    </Page>
  )
}

function AdministratorsCard({ place, page, inherited, reasons }: { place: PlaceView; page: PlaceGrantPage; inherited: readonly InheritedRow[]; reasons: PlaceReasons }) {
  const to = placePaths(place)
  const reaching = inherited.reduce((sum, row) => sum + row.count, 0)
  return (
    <Card
      flush
      className="lg:col-span-2"
      title="Administrators"
      description={page.count === 0 ? undefined : `${countOf(page.count, 'role')} in this ${place.kind}${page.pending > 0 ? `, ${page.pending} pending` : ''}`}
      actions={
        <LinkButton size="sm" href={to.administrators}>
          {reasons.invite === null ? 'Manage administrators' : 'See administrators'}
        </LinkButton>
      }
    >
      {page.rows.length === 0 ? <p className="px-4 py-4 text-ink-3">Nobody holds a role in this {place.kind} itself{reaching > 0 ? '; it is run by roles of the whole tenant.' : ' yet.'}</p> : null}
      <ul>
        {page.rows.slice(0, SHOWN).map((row) => (
          <li key={row.grantId} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 border-b px-4 py-2 last:border-b-0">
            <Person name={row.name ?? row.email} detail={row.name ? row.email : undefined} aside={row.pending ? <Badge tone="info">pending</Badge> : null} />
            <span className="text-ink-2">{ROLES[row.role].label}</span>
          </li>
        ))}
      </ul>
    </Card>
  )
}
