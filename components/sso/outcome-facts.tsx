import { Callout } from '@/components/ui/callout'
import { Facts } from '@/components/ui/facts'
import { countOf } from '@/lib/format/count'
import { type Outcome } from '@/lib/sso/dry-run'

/** Shown at once; who is in more opens the rest. */
const SHOWN = 8

/** What somebody's claims mean here, and what would happen. */
export function OutcomeFacts({ outcome: { asserted, roles, sentence } }: { outcome: Outcome }) {
  const or = (text: string | null) => text || <span className="text-ink-3">not said</span>
  return (
    <div className="grid gap-4">
      <Callout tone="info" title={sentence} />
      <Facts
        items={[
          { term: 'Who it is', value: <code className="font-mono text-xs break-all">{asserted.subject}</code> },
          { term: 'Address', value: asserted.emailKey ? <bdi>{asserted.shownEmail}</bdi> : asserted.shownEmail ? <><bdi>{asserted.shownEmail}</bdi>, not verified</> : or(null) },
          { term: 'First name', value: <bdi>{or(asserted.givenName)}</bdi> },
          { term: 'Last name', value: <bdi>{or(asserted.familyName)}</bdi> },
          { term: 'Groups', value: asserted.groups.length === 0 ? or(null) : <Groups groups={asserted.groups} /> },
          { term: 'Roles by its lines', value: roles.length > 0 ? roles.join(', ') : <span className="text-ink-3">none</span> },
          { term: 'Second factor', value: asserted.vouchedBy.length > 0 ? 'Vouched for' : 'Not vouched for: one that is enrolled here is asked for' },
        ]}
      />
    </div>
  )
}

/** A line each: names of groups have commas of their own. */
function Groups({ groups }: { groups: readonly string[] }) {
  const list = (some: readonly string[]) => (
    <ul>
      {some.map((group) => (
        <li key={group} className="wrap-anywhere"><bdi>{group}</bdi></li>
      ))}
    </ul>
  )
  const rest = groups.slice(SHOWN)
  return (
    <>
      {list(groups.slice(0, SHOWN))}
      {rest.length > 0 ? (
        <details>
          <summary className="cursor-pointer text-accent-ink">{countOf(rest.length, 'more group')}</summary>
          {list(rest)}
        </details>
      ) : null}
    </>
  )
}
