import { FailureNotice } from '@/components/guard/failure-notice'
import type { Failure } from '@/lib/errors/app-error'
import type { TakenView } from '@/lib/invitations/taken-view'
import { TakenAddress } from './taken-address'

interface InviteFailureProps {
  failure: Failure | null
  /** the summary says it */
  silent: boolean
  /** whoever has the address was helped in another way */
  onSettled: () => void
}

/** Why nothing was sent. Whose address it is already is told with what can be done about it. */
export function InviteFailure({ failure, silent, onSettled }: InviteFailureProps) {
  if (failure?.reason === 'address_taken' && failure.details) return <TakenAddress taken={failure.details as unknown as TakenView} onSettled={onSettled} />
  return silent ? null : <FailureNotice failure={failure} />
}
