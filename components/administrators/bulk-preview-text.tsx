import { AskLink } from '@/components/guard/ask-link'
import { Callout } from '@/components/ui/callout'
import { type BulkAct } from '@/lib/administrators/bulk-change'
import { type BulkPreview } from '@/lib/administrators/bulk-view'
import { ownersLeftWarning } from '@/lib/administrators/consequences'
import { countOf, formatNumber } from '@/lib/format/count'

/** What happens to each who is changed. */
const CONSEQUENCE: Record<BulkAct, string> = {
  deactivate: 'They are signed out at once and cannot sign in. Their roles stay and confer nothing.',
  activate: 'They can sign in again, and their roles count at once. Whoever never activated is invited again.',
  'soft-delete': 'They are signed out at once, hidden from lists, and their open links stop working. Each can be restored.',
  restore: 'They become inactive. Each of their roles waits for a yes or no before Set to Active.',
  resend: 'The old link of each stops working, and a new one is on its way.',
  assign: 'The role counts at once for whoever is active. Each of them is told by mail.',
}

const ELIGIBLE = 'They can activate it from their next request on, as its PIM settings say. Each of them is told by mail.'

/** Who will change, who will not and why, with numbers and the first names. */
export function BulkPreviewText({ act, eligible, preview: { people, willChange, uneasy, ownersLeft, leftOut } }: { act: BulkAct; eligible: boolean; preview: BulkPreview }) {
  const warning = ownersLeftWarning(ownersLeft)
  return (
    <div role="status" className="grid gap-3">
      <div>
        <p className="font-medium">
          {willChange.count === 0 ? 'Nobody would change.' : willChange.count === people ? `${countOf(people, 'person', 'people')} will change.` : `${formatNumber(willChange.count)} of ${countOf(people, 'person', 'people')} will change.`}
        </p>
        {willChange.count > 0 ? (
          <p className="text-ink-2">
            <Names {...willChange} /> {eligible ? ELIGIBLE : CONSEQUENCE[act]}
          </p>
        ) : null}
      </div>
      {warning ? <Callout tone="warn" title={warning} /> : null}
      {uneasy.count > 0 ? (
        <Callout tone="warn" title={`${countOf(uneasy.count, 'person', 'people')} would then hold roles that should not meet.`}>
          <Names {...uneasy} />
        </Callout>
      ) : null}
      {leftOut.length > 0 ? (
        <div>
          <p className="font-medium">{countOf(people - willChange.count, 'person is', 'people are')} left out:</p>
          <ul className="mt-1 divide-y rounded-lg border">
            {leftOut.map(({ sentence, asked, ...who }) => (
              <li key={sentence} className="px-3 py-2">
                <p className="flex flex-wrap items-baseline justify-between gap-x-3">
                  {sentence} <AskLink asked={asked} />
                </p>
                <p className="text-xs text-ink-3">
                  <Names {...who} />
                </p>
              </li>
            ))}
          </ul>
        </div>
      ) : null}
    </div>
  )
}

function Names({ count, names }: { count: number; names: readonly string[] }) {
  const rest = count - names.length
  return (
    <span className="wrap-anywhere">
      {names.map((name, index) => (
        <span key={`${index}-${name}`}>
          {index === 0 ? '' : rest === 0 && index === names.length - 1 ? ' and ' : ', '}
          <bdi>{name}</bdi>
        </span>
      ))}
      {rest > 0 ? ` and ${formatNumber(rest)} more.` : '.'}
    </span>
  )
}
