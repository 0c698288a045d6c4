import { Time } from '@/components/shell/time'
import { Status } from '@/components/ui/status'
import { TextLink } from '@/components/ui/text-link'
import { paths } from '@/lib/paths'
import { type OwnPending } from '@/lib/pim/own-view'

/** What one has asked for of a role and nobody has decided, a line each. `place` is the role's own: only another is named. */
export function WaitingRequests({ pending, place, now, zone }: { pending: readonly OwnPending[]; place: string | null; now: number; zone: string }) {
  return pending.map((one) => (
    <p key={one.id} className="mt-1 flex flex-wrap items-center gap-x-2">
      <Status tone="warn">{`${one.extendsId ? 'Extension waits' : 'Waits'} to be decided${one.placeName && one.placeName !== place ? `, in ${one.placeName}` : ''}`}</Status>
      <span className="text-ink-3">
        asked <Time at={one.requestedAt} now={now} zone={zone} />
      </span>
      <TextLink href={paths.pimRequest(one.id)}>See the request</TextLink>
    </p>
  ))
}
