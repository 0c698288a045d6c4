import { Button } from '@/components/ui/button'
import { Callout } from '@/components/ui/callout'

interface SettingConflictProps {
  /** "name", "notice" */
  what: string
  theirs: string
  mine: string
  onTakeTheirs: () => void
  onKeepMine: () => void
}

/** Two people changed one setting: both versions, and which one goes on. */
export function SettingConflict({ what, theirs, mine, onTakeTheirs, onKeepMine }: SettingConflictProps) {
  return (
    <Callout
      tone="warn"
      live
      title="Somebody else changed this while you had it open. Nothing of yours was saved yet."
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
      The {what} is “<bdi>{theirs}</bdi>” now; yours is “<bdi>{mine}</bdi>”.
    </Callout>
  )
}
