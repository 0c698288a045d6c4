import { Callout } from '@/components/ui/callout'
import { TextLink } from '@/components/ui/text-link'
import { type AllowlistImpact } from '@/lib/domain-allowlist/data'
import { countOf, formatNumber } from '@/lib/format/count'
import { paths } from '@/lib/paths'

const STATUS = { new: 'invited', active: null, inactive: 'inactive', deleted: 'deleted' } as const

interface WhoIsOutsideProps {
  impact: AllowlistImpact
  dirty: boolean
  on: boolean
  /** what was typed can be asked about */
  written: boolean
}

/** Who has an address outside of the list already: kept, and named. */
export function WhoIsOutside({ impact: { outside, people }, dirty, on, written }: WhoIsOutsideProps) {
  const title = dirty ? 'What saving does' : 'As it is now'
  if (!on) return <Callout title={title}>A new address may have any domain.</Callout>
  if (!written) return <Callout title={title}>Write the domains, and it says here who is outside of them.</Callout>
  if (outside === 0) return <Callout title={title}>Nobody here has an address outside of these domains.</Callout>
  return (
    <Callout tone="warn" title={title}>
      <p>
        {outside === 1 ? '1 person has an address outside of these domains and is kept' : `${countOf(outside, 'person', 'people')} have an address outside of these domains and are kept`}: they sign in as before. A new address of theirs has to be inside.
      </p>
      <ul className="mt-2 grid gap-x-6 gap-y-0.5 sm:grid-cols-2">
        {people.map(({ id, name, email, status }) => (
          <li key={id} className="min-w-0 break-words">
            <TextLink href={paths.administrator(id)}>{name}</TextLink> <span className="text-ink-3">{email === name ? '' : email}{STATUS[status] ? ` (${STATUS[status]})` : ''}</span>
          </li>
        ))}
      </ul>
      {outside > people.length ? <p className="mt-1 text-ink-3">And {formatNumber(outside - people.length)} more.</p> : null}
    </Callout>
  )
}
