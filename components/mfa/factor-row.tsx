import { Time } from '@/components/shell/time'
import { Badge } from '@/components/ui/badge'
import { Icon } from '@/components/ui/icon'
import { Menu, MenuItem, MenuLine } from '@/components/ui/menu'
import { type FactorView } from '@/lib/mfa/data'
import { KIND_LABEL } from './kind-label'

interface FactorRowProps {
  factor: FactorView
  now: number
  zone: string
  onRename: () => void
  onRemove: () => void
}

/** One second factor: what it is, since when, used when. */
export function FactorRow({ factor: { name, kind, addedAt, lastUsedAt, blocked, allowed }, now, zone, onRename, onRemove }: FactorRowProps) {
  return (
    <li className="flex items-start justify-between gap-4 px-4 py-3">
      <div className="flex min-w-0 items-start gap-3">
        <Icon name={kind === 'totp' ? 'device' : 'key'} className="mt-0.5 text-ink-3" />
        <div className="min-w-0">
          <p className="flex flex-wrap items-center gap-x-2 gap-y-1 font-medium">
            <span className="wrap-anywhere">{name}</span>
            {blocked ? <Badge tone="danger">Blocked</Badge> : null}
            {allowed ? null : <Badge tone="warn">Not allowed any more</Badge>}
          </p>
          <p className="text-ink-3">
            {name === KIND_LABEL[kind] ? 'Added' : `${KIND_LABEL[kind]} · added`} <Time at={addedAt} now={now} zone={zone} /> · {lastUsedAt === null ? 'never used' : <>last used <Time at={lastUsedAt} now={now} zone={zone} /></>}
          </p>
          {blocked ? <p className="text-ink-2">Too many wrong codes in a row. It is refused until you use another factor or a recovery code, or an administrator resets your second factors.</p> : null}
          {allowed ? null : <p className="text-ink-2">The MFA policy of your tenant no longer takes this kind. It is asked for only while you have no other, and no role that needs a second factor is in force by it.</p>}
        </div>
      </div>
      <div className="shrink-0">
        <Menu label={`Actions for ${name}`}>
          <MenuItem icon="edit" onSelect={onRename}>
            Rename
          </MenuItem>
          <MenuLine />
          <MenuItem icon="trash" danger onSelect={onRemove}>
            Remove
          </MenuItem>
        </Menu>
      </div>
    </li>
  )
}
