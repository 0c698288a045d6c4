import { type ReactNode } from 'react'
import { Time } from '@/components/shell/time'
import { Card } from '@/components/ui/card'
import { Icon } from '@/components/ui/icon'
import { type IconName } from '@/components/ui/icon-paths'
import { TextLink } from '@/components/ui/text-link'
import { countOf, formatCount } from '@/lib/format/count'
import { type CountView, type WaitingView } from '@/lib/home/waiting-view'
import { paths } from '@/lib/paths'

const MOST_APPROVALS = 100

interface WaitingListProps {
  waiting: WaitingView
  /** how many things PIM warns about; 0 for whoever may not see them */
  alerts: number
  /** requests for roles that wait for the viewer's decision; counted to a hundred */
  approvals: number
  /** a use of a break-glass account waits for the viewer's review */
  review: boolean
  now: number
  zone: string
}

/** What somebody waits for from the one who is signed in, most pressing first. */
export function WaitingList({ waiting, approvals, review, alerts, now, zone }: WaitingListProps) {
  const { address, invitations, askingAgain, askingAnew, restored, work } = waiting
  const pending = invitations?.pending.value ?? 0
  const expired = invitations?.expired.value ?? 0
  const none = !review && approvals === 0 && alerts === 0 && !address && askingAgain.length === 0 && askingAnew.length === 0 && restored.length === 0 && work.length === 0 && pending === 0 && expired === 0
  return (
    <Card title="What waits for you" flush>
      {none ? (
        <p className="flex items-center gap-2.5 px-4 py-3 text-ink-2">
          <Icon name="done" className="text-good-ink" /> Nothing waits for you.
        </p>
      ) : (
        <ul className="divide-y">
          {review ? (
            <Item icon="warning">
              A use of a break-glass account waits for the review of another owner. <TextLink href={paths.breakGlass}>Review it</TextLink>
            </Item>
          ) : null}
          {approvals > 0 ? (
            <Item icon="bolt">
              {approvals < MOST_APPROVALS ? countOf(approvals, 'request') : `${formatCount(MOST_APPROVALS - 1, false)} requests`} to activate a role {approvals === 1 ? 'waits' : 'wait'} for you to decide. <TextLink href={paths.pimApprovals}>Decide</TextLink>
            </Item>
          ) : null}
          {address ? (
            <Item icon="mail">
              Your new address {address.email} waits for the link that was sent to it, until <Time at={address.expiresAt} now={now} zone={zone} absolute />. <TextLink href={paths.account}>Look at the change</TextLink>
            </Item>
          ) : null}
          {alerts > 0 ? (
            <Item icon="warning">
              PIM has {countOf(alerts, 'alert')}. <TextLink href={paths.pimAlerts}>See {alerts === 1 ? 'it' : 'them'}</TextLink>
            </Item>
          ) : null}
          {work.map(({ kind, id, state, startedAt }) => (
            <Item key={id} icon={state === 'running' ? 'clock' : 'stop'}>
              {kind === 'bulk' ? 'A change of many people' : 'A list of people to invite'} from <Time at={startedAt} now={now} zone={zone} /> {state === 'running' ? 'is under way' : 'was stopped before its end'}. <TextLink href={kind === 'bulk' ? paths.bulkRun(id) : paths.inviteList(id)}>{state === 'running' ? 'See how far it is' : 'See what is left'}</TextLink>
            </Item>
          ))}
          {askingAgain.map((person) => (
            <Item key={person.id} icon="invite">
              {person.name || person.email} asks for a new invitation link. <TextLink href={paths.administrator(person.id)}>Send it again</TextLink>
            </Item>
          ))}
          {askingAnew.map(({ id, name, email }) => (
            <Item key={id} icon="invite">
              {name ? `${name} (${email})` : email} asks for a new invitation; theirs was withdrawn. <TextLink href={paths.inviteAdministrators}>Invite them anew</TextLink>
            </Item>
          ))}
          {restored.map((person) => (
            <Item key={person.id} icon="history">
              {person.name || person.email} was restored, and their roles wait for a yes or no each. <TextLink href={paths.administratorRoles(person.id)}>Decide</TextLink>
            </Item>
          ))}
          {expired > 0 ? (
            <Item icon="warning">
              {invitationsOf(invitations!.expired, 'has', 'have')} expired. <TextLink href={paths.administratorsInvited('expired')}>Resend or revoke</TextLink>
            </Item>
          ) : null}
          {pending > 0 ? (
            <Item icon="clock">
              {invitationsOf(invitations!.pending, 'is', 'are')} not accepted yet. <TextLink href={paths.administratorsInvited('pending')}>See who</TextLink>
            </Item>
          ) : null}
        </ul>
      )}
    </Card>
  )
}

function Item({ icon, children }: { icon: IconName; children: ReactNode }) {
  return (
    <li className="flex items-start gap-2.5 px-4 py-3">
      <Icon name={icon} className="mt-0.5 shrink-0 text-ink-3" />
      <span className="min-w-0 break-words">{children}</span>
    </li>
  )
}

function invitationsOf({ value, exact }: CountView, one: string, many: string): string {
  return exact ? `${countOf(value, 'invitation')} ${value === 1 ? one : many}` : `${formatCount(value, false)} invitations ${many}`
}
