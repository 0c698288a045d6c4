import { type ReactNode } from 'react'
import { ListFrame } from '@/components/table/list-frame'
import { ListToolbar } from '@/components/table/list-toolbar'
import { EmptyState } from '@/components/ui/empty-state'
import { TextLink } from '@/components/ui/text-link'
import { PERMISSIONS, POLICY, ROLES, ROLE_KEYS, holdersOf, permissionRow, type Permission } from '@/lib/authz/policy'
import { countOf } from '@/lib/format/count'
import { paths } from '@/lib/paths'
import { SCOPES, STEP_UP_WORDS, findPermissions, type PermissionFilter } from '@/lib/roles/find-permissions'
import { Matrix } from './matrix'

const SCOPE_LABELS = { tenant: 'Whole tenant', workspace: 'One workspace', organization: 'One organization' }
const FILTERS = [
  { name: 'role', label: 'Role', multiple: true, options: ROLE_KEYS.map((value) => ({ value, label: ROLES[value].label })) },
  { name: 'scope', label: 'Asked about', multiple: true, options: SCOPES.map((value) => ({ value, label: SCOPE_LABELS[value] })) },
]

/** Permissions × roles, as far as the address asks for them. */
export function PermissionMatrix({ header, query }: { header: ReactNode; query: PermissionFilter }) {
  const found = findPermissions(query)
  const columns = query.role.length > 0 ? query.role : ROLE_KEYS
  const count = found.length === PERMISSIONS.length ? countOf(found.length, 'permission') : `${found.length} of ${countOf(PERMISSIONS.length, 'permission')}`
  return (
    <ListFrame header={header} toolbar={
        <div className="pt-3">
          <ListToolbar search={{ label: 'Search permissions' }} filters={FILTERS} count={count} />
        </div>
      }>
      {found.length > 0 ? (
        <Matrix
          label="Permissions by role"
          corner="Permission"
          columns={columns}
          words={{ yes: 'yes', no: 'no' }}
          rows={found.map((permission) => ({ key: permission, head: <PermissionName permission={permission} />, holds: (role) => holdersOf(permission).has(role) }))}
        />
      ) : (
        <EmptyState title="No permission matches">
          <p>
            Take a filter away, or <TextLink href={paths.rolePermissions()}>show all of them</TextLink>.
          </p>
        </EmptyState>
      )}
    </ListFrame>
  )
}

function PermissionName({ permission }: { permission: Permission }) {
  const { label, scope } = POLICY[permission]
  const { stepUp, own } = permissionRow(permission)
  const notes = [own ? 'everyone’s own' : '', scope === 'tenant' ? '' : `asked about one ${scope}`, STEP_UP_WORDS[stepUp ?? 'never']].filter(Boolean)
  return (
    <>
      <TextLink href={paths.canTheyAsk({ permission })} className="text-ink no-underline hover:underline">
        {label}
      </TextLink>
      <span className="block text-2xs text-ink-3">
        <code className="hidden font-mono md:inline">{permission}</code>
        {notes.map((note, index) => (
          <span key={note}>
            <span className={index === 0 ? 'hidden md:inline' : undefined}> · </span>
            {note}
          </span>
        ))}
      </span>
    </>
  )
}
