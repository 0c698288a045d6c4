import { FailureNotice } from '@/components/guard/failure-notice'
import { Callout } from '@/components/ui/callout'
import { TextLink } from '@/components/ui/text-link'
import type { Failure } from '@/lib/errors/app-error'
import { paths } from '@/lib/paths'

const OFFERS: Readonly<Record<string, string>> = {
  new: 'Open their profile to send the invitation again',
  active: 'Open their profile to assign the role',
  inactive: 'Open their profile to set them to Active',
  deleted: 'Open their profile to restore them',
}

/** Why nothing was sent. Whose address it is already is told with the way to them. */
export function InviteFailure({ failure, silent }: { failure: Failure | null; /** the summary says it */ silent: boolean }) {
  const { administratorId, status } = (failure?.details ?? {}) as { administratorId?: string; status?: string }
  if (failure?.reason === 'address_taken' && administratorId) {
    return (
      <Callout tone="info">
        <TextLink href={paths.administrator(administratorId)}>{OFFERS[status ?? ''] ?? 'Open their profile'}</TextLink>
      </Callout>
    )
  }
  return silent ? null : <FailureNotice failure={failure} />
}
