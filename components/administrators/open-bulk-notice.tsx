import { Callout } from '@/components/ui/callout'
import { TextLink } from '@/components/ui/text-link'
import { BULK_WORDS } from '@/lib/administrators/bulk-change'
import { type OpenBulk } from '@/lib/administrators/list-data'
import { paths } from '@/lib/paths'

/** The way back to a change of many people that one left while it was going on. */
export function OpenBulkNotice({ id, act, state }: OpenBulk) {
  return (
    <div className="pb-3">
      <Callout tone={state === 'running' ? 'info' : 'warn'} actions={<TextLink href={paths.bulkRun(id)}>{state === 'running' ? 'See how far it is' : 'See what is left'}</TextLink>}>
        “{BULK_WORDS[act].verb}” for many people {state === 'running' ? 'is under way.' : 'stopped by itself before it was done.'}
      </Callout>
    </div>
  )
}
