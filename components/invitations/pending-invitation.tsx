import { AskLink } from '@/components/guard/ask-link'
import { Time } from '@/components/shell/time'
import { Callout } from '@/components/ui/callout'
import type { InvitationView } from '@/lib/invitations/invitation-view'
import { ResendInvitationButton } from './resend-invitation-button'
import { RevokeInvitationButton } from './revoke-invitation-button'

interface PendingInvitationProps {
  invitation: InvitationView
  /** the request's clock */
  now: number
  zone: string
}

/** What became of an invitation that nobody has answered yet, and what can be done about it. */
export function PendingInvitation({ invitation, now, zone }: PendingInvitationProps) {
  const { administratorId, email, open, expiresAt, askedAgainAt, mail, resendRefusal, revokeRefusal, asked } = invitation
  const expired = open && expiresAt <= now
  const troubled = !open || expired || mail.state === 'lost' || askedAgainAt !== null
  return (
    <Callout
      tone={troubled ? 'warn' : 'info'}
      title={!open ? 'The invitation was revoked' : expired ? 'The invitation has expired' : 'Invited, not activated yet'}
      actions={
        <>
          <ResendInvitationButton administratorId={administratorId} email={email} refusal={resendRefusal} size="sm" />
          {open ? <RevokeInvitationButton administratorId={administratorId} email={email} refusal={revokeRefusal} size="sm" /> : null}
          <AskLink asked={asked} />
        </>
      }
    >
      <Sent invitation={invitation} now={now} zone={zone} />
      {open ? (
        <p>
          The link {expired ? 'stopped working' : 'works until'} <Time at={expiresAt} now={now} zone={zone} absolute={!expired} />.
        </p>
      ) : (
        <p>No link works. Sending the invitation again makes a new one.</p>
      )}
      {askedAgainAt === null ? null : (
        <p>
          They asked for a new link <Time at={askedAgainAt} now={now} zone={zone} />.
        </p>
      )}
    </Callout>
  )
}

function Sent({ invitation: { inviterName, lastSentAt, sentCount, mail }, now, zone }: PendingInvitationProps) {
  const by = inviterName ? ` by ${inviterName}` : ''
  if (mail.state === 'lost') return <p>The mail could not be delivered after many tries. Check the address, then send it again.</p>
  if (mail.state === 'waiting' && mail.leavesAt !== null) {
    return (
      <p>
        Invited{by}. The mail is pending: it is sent{' '}
        {mail.leavesAt > now ? (
          <>
            at <Time at={mail.leavesAt} now={now} zone={zone} absolute />
          </>
        ) : (
          'in a moment'
        )}
        .
      </p>
    )
  }
  return (
    <p>
      {sentCount > 1 ? `Sent ${sentCount} times, last` : 'Sent'}
      {by} <Time at={lastSentAt} now={now} zone={zone} />.
    </p>
  )
}
