import { type ReactNode } from 'react'
import { Time } from '@/components/shell/time'
import { Card } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/empty-state'
import { Status } from '@/components/ui/status'
import { TextLink } from '@/components/ui/text-link'
import { ROLES } from '@/lib/authz/policy'
import { paths } from '@/lib/paths'
import { type Alert, type AlertItem, type AlertKind } from '@/lib/pim/alert-view'
import { ALERT_WORDS } from './alert-words'

interface AlertListProps {
  alerts: readonly Alert[]
  now: number
  zone: string
  /** one click that puts it right, where that is safe */
  fixOf: (kind: AlertKind, item: AlertItem) => ReactNode
}

const SEVERITY = { danger: 'Act now', warn: 'Look at this', info: 'Worth knowing' } as const

/** What PIM warns about: what it is, why it matters, how to put it right, and whom it is about. */
export function AlertList({ alerts, now, zone, fixOf }: AlertListProps) {
  if (alerts.length === 0) return <EmptyState icon="done" title="No alerts">Grants keep to the settings of their roles, approvals can be reached, and two or more owners are usable.</EmptyState>
  return alerts.map(({ kind, items, more }) => {
    const { title, why, fix, tone } = ALERT_WORDS[kind]
    return (
      <Card key={kind} title={title} description={`${why} ${fix}`} actions={<Status tone={tone}>{SEVERITY[tone]}</Status>} flush>
        <ul className="divide-y">
          {items.map((item) => (
            <li key={item.key} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-4 py-2.5">
              <span className="min-w-0 wrap-anywhere">
                <Subject item={item} /> <span className="text-ink-2">{item.line}{item.at === null ? '' : ' '}</span>
                {item.at === null ? null : <span className="text-ink-2">{kind === 'against_policy' ? 'until ' : ''}<Time at={item.at} now={now} zone={zone} /></span>}
              </span>
              {fixOf(kind, item)}
            </li>
          ))}
          {more ? <li className="px-4 py-2.5 text-ink-3">and more</li> : null}
        </ul>
      </Card>
    )
  })
}

function Subject({ item: { person, role } }: { item: AlertItem }) {
  if (person) return <><TextLink href={paths.administratorRoles(person.id)}><bdi>{person.name}</bdi></TextLink>{role ? `, ${ROLES[role].label}:` : ':'}</>
  return role ? <TextLink href={paths.pimRoleSetting(role)}>{ROLES[role].label}:</TextLink> : null
}
