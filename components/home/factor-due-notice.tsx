import { Time } from '@/components/shell/time'
import { Callout } from '@/components/ui/callout'
import { LinkButton } from '@/components/ui/link-button'
import { ROLES, type RoleKey } from '@/lib/authz/policy'
import { type FactorDue } from '@/lib/home/factor-due'
import { paths } from '@/lib/paths'

const list = new Intl.ListFormat('en')
const named = (roles: readonly RoleKey[]) => list.format(roles.map((role) => ROLES[role].label))
const verb = (roles: readonly RoleKey[], one: string, more: string) => (roles.length === 1 ? one : more)

/** Which roles wait for a second factor, until when the others do without, and where one is enrolled. */
export function FactorDueNotice({ due: { what, waiting, inGrace, graceUntil }, now, zone }: { due: FactorDue; now: number; zone: string }) {
  const enrol = what === 'enrol'
  return (
    <Callout
      tone={waiting.length > 0 ? 'warn' : 'info'}
      title={waiting.length > 0 ? `${named(waiting)} ${verb(waiting, 'waits', 'wait')} for your second factor.` : 'Add a second factor while there is time.'}
      actions={
        <LinkButton size="sm" href={paths.accountFactors}>
          {enrol ? 'Add a second factor' : 'Use it'}
        </LinkButton>
      }
    >
      {waiting.length > 0 ? <p>{enrol ? `${verb(waiting, 'It confers', 'They confer')} nothing until you have added one.` : `${verb(waiting, 'It confers', 'They confer')} nothing until you have used it in this session.`}</p> : null}
      {inGrace.length > 0 ? (
        <p>
          {named(inGrace)} {verb(inGrace, 'counts', 'count')} without one{' '}
          {graceUntil === null ? 'for a few days from your next sign-in on.' : (
            <>
              until <Time at={graceUntil} now={now} zone={zone} absolute />.
            </>
          )}
        </p>
      ) : null}
    </Callout>
  )
}
