import { FailureNotice } from '@/components/guard/failure-notice'
import { Callout } from '@/components/ui/callout'
import { TextLink } from '@/components/ui/text-link'
import type { Failure } from '@/lib/errors/app-error'
import type { TakenView } from '@/lib/invitations/taken-view'
import { paths } from '@/lib/paths'
import { TakenAddress } from './taken-address'

interface InviteFailureProps {
  failure: Failure | null
  /** the summary says it */
  silent: boolean
  /** whoever has the address was helped in another way */
  onSettled: (restored: string | null) => void
}

/** Why nothing was sent. Whose address it is already is told with what can be done about it. */
export function InviteFailure({ failure, silent, onSettled }: InviteFailureProps) {
  if (failure?.reason === 'address_taken' && failure.details) return <TakenAddress taken={failure.details as unknown as TakenView} onResent={() => onSettled(null)} onRestored={onSettled} />
  return silent ? null : <FailureNotice failure={failure} />
}

/** What became of somebody who was to be invited and was restored instead. */
export function RestoredNotice({ administratorId }: { administratorId: string }) {
  return (
    <Callout tone="good" live title="They are restored, as inactive." actions={<TextLink href={paths.administratorRoles(administratorId)}>Decide on their roles</TextLink>}>
      Each role they held waits for a yes or no before they can be set to Active.
    </Callout>
  )
}
