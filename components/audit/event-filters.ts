import { type ListFilter } from '@/components/table/list-filter'
import { actionInWords } from '@/lib/audit/describe'
import { type AuditEventName } from '@/lib/audit/event-names'
import { type ExplorerFilter, OUTCOMES, type WITHIN } from '@/lib/audit/explorer-query'
import { type NarrowedTo } from '@/lib/audit/narrowed-to'
import { formatDateTime } from '@/lib/format/time'

const SPANS: Record<keyof typeof WITHIN, string> = { '1h': 'The last hour', '24h': 'The last 24 hours', '7d': 'The last 7 days', '30d': 'The last 30 days' }
const OUTCOME_LABELS: Record<(typeof OUTCOMES)[number], string> = { done: 'Done', refused: 'Refused', failed: 'Failed' }

/** @param names of the events that the viewer may see @returns the filters one chooses from */
export function eventFilters(names: readonly AuditEventName[]): ListFilter[] {
  return [
    { name: 'action', label: 'What', multiple: true, options: names.map((value) => ({ value, label: actionInWords(value) })) },
    { name: 'outcome', label: 'Outcome', multiple: true, options: OUTCOMES.map((value) => ({ value, label: OUTCOME_LABELS[value] })) },
    { name: 'within', label: 'When', options: Object.entries(SPANS).map(([value, label]) => ({ value, label })) },
  ]
}

/** @param params as they stand in the address @returns what else it is narrowed by: people and places that a link led here for, and times */
export function addressFilters(params: Readonly<Record<string, string | string[] | undefined>>, filter: ExplorerFilter, names: NarrowedTo, zone: string): ListFilter[] {
  const only = (name: keyof ExplorerFilter, label: string, words: string | undefined): ListFilter[] => {
    const value = params[name]
    return typeof value === 'string' && words !== undefined ? [{ name, label, options: [{ value, label: words }] }] : []
  }
  const moment = (at: number | undefined) => (at === undefined ? undefined : formatDateTime(at, zone))
  return [
    ...only('person', 'About or by', names.person),
    ...only('actor', 'By', names.actor),
    ...only('affected', 'About', names.affected),
    ...only('place', 'In', names.place),
    ...only('from', 'From', moment(filter.from)),
    ...only('to', 'Before', moment(filter.to)),
  ]
}
