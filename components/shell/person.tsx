import { type ReactNode } from 'react'
import { Avatar } from '@/components/ui/avatar'
import { initials } from '@/lib/format/initials'

/** A person or place: initials, name, and a second line (an address). `aside` stands after the name. */
export function Person({ name, detail, square = false, size = 'md', aside }: { name: string; detail?: ReactNode; square?: boolean; size?: 'sm' | 'md' | 'lg'; aside?: ReactNode }) {
  return (
    <span className="flex min-w-0 items-center gap-2.5">
      <Avatar initials={initials(name)} square={square} size={size} />
      <span className="min-w-0">
        <span className="flex min-w-0 items-center gap-1.5">
          <span className="truncate font-medium">{name}</span>
          {aside}
        </span>
        {detail ? <span className="block truncate text-xs text-ink-3">{detail}</span> : null}
      </span>
    </span>
  )
}
