import { Button } from '@/components/ui/button'
import { Callout } from '@/components/ui/callout'

interface PlaceConflictProps {
  rows: readonly { label: string; mine: string; theirs: string }[]
  onTakeTheirs: () => void
  onKeepMine: () => void
}

/** Two people edited one place: both versions, and which one goes on. */
export function PlaceConflict({ rows, onTakeTheirs, onKeepMine }: PlaceConflictProps) {
  return (
    <Callout
      tone="warn"
      live
      title="Somebody else saved changes while you had this open. Nothing of yours was saved yet."
      actions={
        <>
          <Button size="sm" onClick={onTakeTheirs}>
            Take theirs
          </Button>
          <Button size="sm" onClick={onKeepMine}>
            Go on with mine
          </Button>
        </>
      }
    >
      {rows.length === 0 ? <p>They saved exactly what you typed.</p> : null}
      <dl className="mt-1 grid gap-2">
        {rows.map((row) => (
          <div key={row.label}>
            <dt className="text-xs text-ink-3">{row.label}</dt>
            <dd className="break-words">
              <span className="text-ink-3">Theirs:</span> {row.theirs || '(empty)'}
            </dd>
            <dd className="break-words">
              <span className="text-ink-3">Yours:</span> {row.mine || '(empty)'}
            </dd>
          </div>
        ))}
      </dl>
    </Callout>
  )
}
