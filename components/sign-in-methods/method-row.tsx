import { Badge } from '@/components/ui/badge'
import { Menu, MenuItem, MenuLink } from '@/components/ui/menu'
import { METHOD_LABELS, type Method } from '@/lib/sign-in-methods/methods'

interface MethodRowProps {
  method: Method
  /** it can stand in both lists: which of them this row is in */
  step: 'first' | 'second'
  line: string
  preferred?: boolean
  /** where its settings are */
  configure: string | null
  /** what can be done with it now; an empty list where it may only be read */
  verbs: readonly { label: string; run: () => void; destroys?: boolean }[]
}

/** One method, and what can be done with it. */
export function MethodRow({ method, step, line, preferred = false, configure, verbs }: MethodRowProps) {
  const name = METHOD_LABELS[method]
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
      <div className="min-w-0 flex-1 basis-56">
        <p className="flex flex-wrap items-center gap-2 font-medium">
          {name}
          {preferred ? <Badge tone="info">Preferred</Badge> : null}
        </p>
        <p className="text-xs text-ink-3">{line}</p>
      </div>
      {configure === null && verbs.length === 0 ? null : (
        <Menu label={`Actions for ${name}${step === 'second' ? ' as a second factor' : ''}`}>
          {configure === null ? null : <MenuLink href={configure}>Configure</MenuLink>}
          {verbs.map(({ label, run, destroys }) => (
            <MenuItem key={label} onSelect={run} danger={destroys ?? false}>
              {label}
            </MenuItem>
          ))}
        </Menu>
      )}
    </li>
  )
}
