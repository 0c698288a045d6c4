import { EmptyState } from '@/components/ui/empty-state'
import { Status } from '@/components/ui/status'
import { TextLink } from '@/components/ui/text-link'
import type { InviteLineView } from '@/lib/invitations/list-view'
import { paths } from '@/lib/paths'

const WORDS = { waiting: 'Waiting', done: 'Invited', refused: 'Not invited' } as const
const TONES = { waiting: 'neutral', done: 'good', refused: 'danger' } as const

/** One line a person: invited, waiting, or why not and what to do. */
export function InviteLines({ lines }: { lines: readonly InviteLineView[] }) {
  if (lines.length === 0) return <EmptyState title="No line is like that">Choose another kind above.</EmptyState>
  return (
    <ul className="divide-y rounded-lg border bg-canvas" aria-label="Lines">
      {lines.map((line) => (
        <InviteLine key={line.position} line={line} />
      ))}
    </ul>
  )
}

function InviteLine({ line: { position, email, name, outcome, sentence, administratorId } }: { line: InviteLineView }) {
  return (
    <li className="grid grid-cols-[minmax(0,1fr)] gap-x-4 gap-y-1 px-4 py-2.5 sm:grid-cols-[3rem_minmax(0,1fr)_8rem]">
      <span className="text-ink-3 tabular-nums max-sm:hidden">{position}</span>
      <div className="min-w-0">
        <p>
          {administratorId ? <TextLink href={paths.administrator(administratorId)}>{email}</TextLink> : email || '—'} {name ? <bdi className="text-ink-3">{name}</bdi> : null}
        </p>
        {sentence ? <p className="text-xs text-ink-2">{sentence}</p> : null}
      </div>
      <span>
        <Status tone={TONES[outcome]}>{WORDS[outcome]}</Status>
      </span>
    </li>
  )
}
