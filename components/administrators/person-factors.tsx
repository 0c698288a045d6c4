import { type ReactNode } from 'react'
import { KIND_LABEL } from '@/components/mfa/kind-label'
import { Time } from '@/components/shell/time'
import { Badge } from '@/components/ui/badge'
import { Card } from '@/components/ui/card'
import { Icon } from '@/components/ui/icon'
import { type FactorsOfView } from '@/lib/administrators/profile-view'
import { ROLES, type RoleKey } from '@/lib/authz/policy'
import { countOf } from '@/lib/format/count'

interface PersonFactorsProps {
  view: FactorsOfView
  now: number
  zone: string
  actions?: ReactNode
}

/** The second factors of a person: kinds and moments, and what the lack of one means. */
export function PersonFactors({ view, now, zone, actions }: PersonFactorsProps) {
  const { factors, codesLeft } = view
  return (
    <Card title="Second factors" description={factors.length > 0 ? `${codesLeft === 0 ? 'No recovery codes' : countOf(codesLeft, 'recovery code')} left.` : undefined} actions={actions} flush>
      {factors.length > 0 ? (
        <ul>
          {factors.map(({ id, kind, addedAt, lastUsedAt, blocked, allowed }) => (
            <li key={id} className="flex items-start gap-3 border-b px-4 py-3 last:border-b-0">
              <Icon name={kind === 'totp' ? 'device' : 'key'} className="mt-0.5 text-ink-3" />
              <div className="min-w-0">
                <p className="flex flex-wrap items-center gap-x-2 gap-y-1 font-medium">
                  {KIND_LABEL[kind]}
                  {blocked ? <Badge tone="danger" tip="Too many wrong codes in a row. Another factor, a recovery code or a reset frees it.">Blocked</Badge> : null}
                  {allowed ? null : <Badge tone="warn" tip="The MFA policy no longer takes this kind: it counts for nothing.">Not allowed any more</Badge>}
                </p>
                <p className="text-xs text-ink-3">
                  Since <Time at={addedAt} now={now} zone={zone} /> · {lastUsedAt === null ? 'never used' : <>last used <Time at={lastUsedAt} now={now} zone={zone} /></>}
                </p>
              </div>
            </li>
          ))}
        </ul>
      ) : (
        <p className="px-4 py-3 text-ink-3">None enrolled.</p>
      )}
      <Meaning view={view} now={now} zone={zone} />
    </Card>
  )
}

const named = (roles: readonly RoleKey[]) => roles.map((role) => ROLES[role].label).join(', ')
const count = (roles: readonly RoleKey[]) => (roles.length === 1 ? 'counts' : 'count')

function Meaning({ view: { waiting, inGrace, graceUntil, breakGlassAt }, now, zone }: Omit<PersonFactorsProps, 'actions'>) {
  if (waiting.length === 0 && inGrace.length === 0 && breakGlassAt === null) return null
  return (
    <ul className="grid gap-1 border-t bg-sunken px-4 py-3 text-ink-2">
      {waiting.length > 0 ? <li>{named(waiting)} {count(waiting)} for nothing until a second factor is enrolled and used.</li> : null}
      {inGrace.length > 0 ? (
        <li>
          Grace: {named(inGrace)} {count(inGrace)} without one {graceUntil === null ? 'for a few days from their next sign-in on.' : <>until <Time at={graceUntil} now={now} zone={zone} absolute />.</>}
        </li>
      ) : null}
      {breakGlassAt === null ? null : (
        <li>
          Break-glass account since <Time at={breakGlassAt} now={now} zone={zone} />: may always sign in by passkey, or by password and a code, and each use alarms every owner.
        </li>
      )}
    </ul>
  )
}
