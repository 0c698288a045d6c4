import { Card } from '@/components/ui/card'
import { ROLES } from '@/lib/authz/policy'
import { countOf, formatNumber } from '@/lib/format/count'
import { type InheritedRow, type PlaceKind } from '@/lib/places/place-view'

/** Who reaches into the place by a role of the whole tenant: how many, and by name only for those who may see administrators. */
export function InheritedAdministrators({ kind, rows }: { kind: PlaceKind; rows: readonly InheritedRow[] }) {
  if (rows.length === 0) return null
  return (
    <Card flush title="Inherited" description={`Roles of the whole tenant that reach into every ${kind}. They are changed under Administrators, not here.`}>
      <ul>
        {rows.map((row) => (
          <li key={row.role} className="grid grid-cols-[1fr_auto] gap-x-4 gap-y-0.5 border-b px-4 py-2.5 last:border-b-0 sm:grid-cols-[12rem_1fr_auto]">
            <span className="font-medium">{ROLES[row.role].label}</span>
            <span className="order-last col-span-2 min-w-0 text-ink-2 sm:order-none sm:col-span-1">
              {row.exact ? countOf(row.count, 'person', 'people') : `${formatNumber(row.count)}+ people`}
              {row.names ? <span className="text-ink-3">: {namesOf(row)}</span> : null}
            </span>
            <span className="text-ink-3">{row.administers ? 'administers' : 'reads'}</span>
          </li>
        ))}
      </ul>
    </Card>
  )
}

function namesOf({ names, count, exact }: InheritedRow): string {
  const known = names ?? []
  const rest = count - known.length
  return rest > 0 ? `${known.join(', ')} and ${formatNumber(rest)}${exact ? '' : '+'} more` : known.join(', ')
}
