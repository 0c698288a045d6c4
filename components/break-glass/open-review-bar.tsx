import { Callout } from '@/components/ui/callout'
import { LinkButton } from '@/components/ui/link-button'
import { paths } from '@/lib/paths'

/** On every page, until an owner has looked at it; and for whoever uses such an account now, that everything is marked. */
export function OpenReviewBar({ using, waiting }: { using: boolean; waiting: boolean }) {
  if (!using && !waiting) return null
  return (
    <div className="px-4 pt-3 sm:px-6">
      <Callout tone="danger" title={using ? 'You are using a break-glass account.' : 'A use of a break-glass account waits for its review.'} actions={waiting ? <LinkButton size="sm" href={paths.breakGlass}>Break-glass</LinkButton> : undefined}>
        {using ? 'Every owner has been told, everything you do is marked, and another owner reviews it.' : 'Look at what was done, and say what it was for.'}
      </Callout>
    </div>
  )
}
