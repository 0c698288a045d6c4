import { Badge } from '@/components/ui/badge'
import { TextLink } from '@/components/ui/text-link'
import { ROLES } from '@/lib/authz/policy'
import { countOf } from '@/lib/format/count'
import { paths } from '@/lib/paths'
import { DEFAULT_SETTINGS } from '@/lib/pim/role-settings'
import { type RoleSettingsRow } from '@/lib/pim/settings-page-data'
import { SETTINGS } from './settings-words'

/** Every role with what PIM asks of it; what the tenant has set for itself stands out from the defaults. */
export function SettingsTable({ rows }: { rows: readonly RoleSettingsRow[] }) {
  return (
    <div className="relative overflow-x-auto rounded-lg border bg-canvas" role="region" aria-label="PIM settings of every role">
      <table className="w-full text-left">
        <thead className="border-b bg-sunken text-xs text-ink-3">
          <tr>
            <th scope="col" className="sticky left-0 bg-sunken px-4 py-2 font-medium">Role</th>
            {SETTINGS.map(({ key, label }) => (
              <th key={key} scope="col" className="px-2.5 py-2 font-medium whitespace-nowrap">{label}</th>
            ))}
            <th scope="col" className="px-2.5 py-2 font-medium whitespace-nowrap">Approvers</th>
            <th scope="col" className="px-2.5 py-2 font-medium whitespace-nowrap">Standing / eligible</th>
          </tr>
        </thead>
        <tbody className="divide-y">
          {rows.map((row) => (
            <SettingsRow key={row.role} row={row} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function SettingsRow({ row: { role, settings, approvers, version, active, eligible, outOfReach } }: { row: RoleSettingsRow }) {
  const named = approvers.people.length + approvers.roles.length
  return (
    <tr className="align-top">
      <th scope="row" className="sticky left-0 max-w-40 min-w-36 bg-canvas px-4 py-2 font-medium sm:max-w-none sm:min-w-0 sm:whitespace-nowrap">
        <TextLink href={paths.pimRoleSetting(role)}>{ROLES[role].label}</TextLink>
        <span className="mt-0.5 flex flex-wrap gap-1">
          {version > 0 ? <Badge tone="info">own settings</Badge> : null}
          {outOfReach ? <Badge tone="warn" tip={outOfReach}>approvals out of reach</Badge> : null}
        </span>
      </th>
      {SETTINGS.map(({ key, say }) => {
        const [value, usual] = [say(settings), say(DEFAULT_SETTINGS[role])]
        return (
          <td key={key} className="px-2.5 py-2 wrap-normal">
            {value === usual ? <span className="text-ink-3">{value}</span> : <span className="font-medium" data-tip={`The default is: ${usual}`}>{value}<span className="sr-only"> (the default is: {usual})</span></span>}
          </td>
        )
      })}
      <td className="px-2.5 py-2 wrap-normal">{named === 0 ? <span className="text-ink-3">Client Owners</span> : <span className="font-medium">{[approvers.people.length > 0 ? countOf(approvers.people.length, 'person', 'people') : '', approvers.roles.length > 0 ? countOf(approvers.roles.length, 'role') : ''].filter(Boolean).join(', ')}</span>}</td>
      <td className="px-2.5 py-2 whitespace-nowrap text-ink-2 tabular-nums"><span aria-hidden="true">{active} / {eligible}</span><span className="sr-only">{active} standing, {eligible} eligible</span></td>
    </tr>
  )
}
