import { Badge } from '@/components/ui/badge'
import { Card } from '@/components/ui/card'
import { TextLink } from '@/components/ui/text-link'
import { requiresMfa, whyNotInForce, type Actor } from '@/lib/authz/grants'
import { PERMISSIONS, ROLES, ROLE_KEYS, holdersOf, permissionRow, type RoleFamily, type RoleKey } from '@/lib/authz/policy'
import { assignersOf } from '@/lib/authz/rules'
import { countOf } from '@/lib/format/count'
import { paths } from '@/lib/paths'

const FAMILIES: readonly { family: RoleFamily; line: string }[] = [
  { family: 'Administration', line: 'Run the tenant and its security' },
  { family: 'Governance', line: 'Work with templates, requests and approvals' },
  { family: 'Tenant', line: 'Administer people and places' },
  { family: 'Workspace', line: 'Lie in one workspace or organization' },
]

/** Every role: what it is for, where it lies, how much it carries, who may grant it. From the table that decides. */
export function RoleCatalogue({ actor }: { actor: Actor }) {
  return FAMILIES.map(({ family, line }) => (
    <Card key={family} title={family} description={line} flush>
      <ul className="divide-y">
        {ROLE_KEYS.filter((role) => ROLES[role].family === family).map((role) => (
          <RoleEntry key={role} role={role} actor={actor} />
        ))}
      </ul>
    </Card>
  ))
}

function RoleEntry({ role, actor }: { role: RoleKey; actor: Actor }) {
  const { label, line, reach } = ROLES[role]
  const assignable = ROLE_KEYS.filter((other) => assignersOf(other, actor).includes(role))
  return (
    <li id={role} className="grid gap-1 px-4 py-3 target:bg-accent-soft">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <h3 className="font-medium">{label}</h3>
        <OwnMark role={role} actor={actor} />
        {requiresMfa(role, actor.mfa) ? <Badge>Counts only with a second factor</Badge> : null}
      </div>
      <p className="text-ink-2">{line}</p>
      <dl className="mt-1 grid gap-x-3 text-xs sm:grid-cols-[7rem_minmax(0,1fr)] sm:gap-y-1">
        <dt className="max-sm:pt-1 text-ink-3">Lies in</dt>
        <dd>{reach === 'tenant' ? 'the whole tenant' : 'one workspace or one organization'}</dd>
        <dt className="max-sm:pt-1 text-ink-3">Carries</dt>
        <dd>
          <TextLink href={paths.rolePermissions(role)}>{carried(role)}</TextLink>, besides what is everyone’s own
        </dd>
        <dt className="max-sm:pt-1 text-ink-3">Granted by</dt>
        <dd>{labels(assignersOf(role, actor))}</dd>
        <dt className="max-sm:pt-1 text-ink-3">May grant</dt>
        <dd>{assignable.length > 0 ? labels(assignable) : 'nothing'}</dd>
      </dl>
    </li>
  )
}

function OwnMark({ role, actor }: { role: RoleKey; actor: Actor }) {
  const own = actor.grants.filter((grant) => grant.role === role)
  if (own.length === 0) return null
  return own.some((grant) => whyNotInForce(grant, actor) === null) ? <Badge tone="good">Yours, in force</Badge> : <Badge>Yours, not in force</Badge>
}

function carried(role: RoleKey): string {
  const count = PERMISSIONS.filter((permission) => !permissionRow(permission).own && holdersOf(permission).has(role)).length
  return countOf(count, 'permission')
}

function labels(roles: readonly RoleKey[]): string {
  return roles.map((role) => ROLES[role].label).join(', ')
}
