import { Time } from '@/components/shell/time'
import { Facts } from '@/components/ui/facts'
import { type PlaceView } from '@/lib/places/place-view'
import { placePaths } from './place-words'

/** What a place is, to be read. */
export function PlaceFacts({ place, now, zone }: { place: PlaceView; now: number; zone: string }) {
  return (
    <Facts
      items={[
        ...(place.description ? [{ term: 'Description', value: <span className="break-words whitespace-pre-line">{place.description}</span> }] : []),
        { term: 'Address', value: <code className="font-mono text-xs break-all">{placePaths(place).overview}</code> },
        ...(place.kind === 'organization' ? [{ term: 'Domains', value: place.domains.length > 0 ? <DomainList domains={place.domains} /> : <span className="text-ink-3">None</span> }] : []),
        { term: 'Added', value: <Time at={place.createdAt} now={now} zone={zone} /> },
      ]}
    />
  )
}

function DomainList({ domains }: { domains: readonly string[] }) {
  return (
    <ul className="flex flex-wrap gap-x-3 gap-y-1">
      {domains.map((domain) => (
        <li key={domain} className="font-mono text-xs break-all">
          {domain}
        </li>
      ))}
    </ul>
  )
}
