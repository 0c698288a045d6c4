'use client'
// Not cut when the server streams a page (status-shape.tsx says why).

import { classNames } from './class-names'
import { ICON_PATHS, type IconName } from './icon-paths'

/** A drawing beside words; never the only thing that says something (IconButton carries a name). */
export function Icon({ name, className, size = 16 }: { name: IconName; className?: string; size?: 12 | 14 | 16 | 20 | 24 }) {
  return (
    <svg
      aria-hidden="true"
      viewBox="0 0 16 16"
      width={size}
      height={size}
      fill="none"
      stroke="currentColor"
      strokeWidth={name === 'more' ? 2 : 1.5}
      strokeLinecap="round"
      strokeLinejoin="round"
      className={classNames('shrink-0', className)}
    >
      <path d={ICON_PATHS[name]} />
    </svg>
  )
}
