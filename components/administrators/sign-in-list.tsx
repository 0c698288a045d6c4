import { Time } from '@/components/shell/time'
import { Status } from '@/components/ui/status'
import { type SessionEnding, type SignInView } from '@/lib/administrators/profile-view'

const ENDINGS: Record<SessionEnding, string> = {
  signed_out: 'Signed out',
  revoked: 'Ended by an administrator or from another device',
  replaced: 'Replaced',
  status_changed: 'Ended by a change of status',
  password_changed: 'Ended by a new password',
  password_reset: 'Ended by a password reset',
  address_changed: 'Ended by a new address',
  factors_changed: 'Ended by a change of second factors',
  factors_reset: 'Ended by a reset of second factors',
  expired: 'Ran out',
}

/** Sign-ins that worked, newest first: from where, and what became of each session. */
export function SignInList({ signIns, now, zone }: { signIns: readonly SignInView[]; now: number; zone: string }) {
  if (signIns.length === 0) return <p className="px-4 py-3 text-ink-3">Nobody has signed in to this account in the last 90 days.</p>
  return (
    <ul>
      {signIns.map(({ id, at, address, device, ended }) => (
        <li key={id} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 border-b px-4 py-2.5 last:border-b-0">
          <div className="min-w-0 flex-1 basis-52">
            <p>
              <Time at={at} now={now} zone={zone} />
            </p>
            <p className="text-xs text-ink-3 wrap-anywhere">
              {device}
              {address ? ` · ${address}` : ''}
            </p>
          </div>
          {ended ? <Status>{ENDINGS[ended]}</Status> : <Status tone="good">Running</Status>}
        </li>
      ))}
    </ul>
  )
}
