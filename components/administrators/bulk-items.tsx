import { EmptyState } from '@/components/ui/empty-state'
import { Status } from '@/components/ui/status'
import { TextLink } from '@/components/ui/text-link'
import { BULK_WORDS, type BulkAct } from '@/lib/administrators/bulk-change'
import { type BulkItemView } from '@/lib/administrators/bulk-view'
import { paths } from '@/lib/paths'

const TONES = { waiting: 'neutral', done: 'good', unchanged: 'neutral', refused: 'danger' } as const
const WORDS = { waiting: 'Waiting', unchanged: 'Nothing to do', refused: 'Refused' } as const

/** One line a person: changed, waiting, or why not and what would change it. */
export function BulkItems({ act, items }: { act: BulkAct; items: readonly BulkItemView[] }) {
  if (items.length === 0) return <EmptyState title="Nobody is like that">Choose another kind above.</EmptyState>
  return (
    <ul className="divide-y rounded-lg border bg-canvas" aria-label="People">
      {items.map(({ position, administratorId, name, outcome, sentence }) => (
        <li key={position} className="grid gap-x-4 gap-y-1 px-4 py-2.5 sm:grid-cols-[3rem_minmax(0,1fr)_10rem]">
          <span className="text-ink-3 tabular-nums max-sm:hidden">{position}</span>
          <div className="min-w-0">
            <p className="wrap-anywhere">{name === null ? <span className="text-ink-3">Somebody who is gone</span> : <TextLink href={paths.administrator(administratorId)}>{name}</TextLink>}</p>
            {sentence ? <p className="text-xs wrap-anywhere text-ink-2">{sentence}</p> : null}
          </div>
          <span>
            <Status tone={TONES[outcome]}>{outcome === 'done' ? capital(BULK_WORDS[act].done) : WORDS[outcome]}</Status>
          </span>
        </li>
      ))}
    </ul>
  )
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
