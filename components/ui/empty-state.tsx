import { type ReactNode } from 'react'
import { Icon } from './icon'
import { type IconName } from './icon-paths'

export interface EmptyStateProps {
  icon?: IconName
  /** What is not there ("No administrators match these filters"). */
  title: string
  /** It stands in place of the whole page, so its title is the page's heading. */
  page?: boolean
  /** What to do next. */
  children?: ReactNode
  action?: ReactNode
}

/** Nothing to show, and what to do about it. */
export function EmptyState({ icon = 'search', title, page = false, children, action }: EmptyStateProps) {
  const Title = page ? 'h1' : 'p'
  return (
    <div className="mx-auto flex max-w-sm flex-col items-center gap-1 px-4 py-14 text-center">
      <span className="mb-2 grid size-9 place-items-center rounded-lg border bg-sunken text-ink-3">
        <Icon name={icon} />
      </span>
      <Title className="font-medium">{title}</Title>
      {children ? <div className="text-ink-3">{children}</div> : null}
      {action ? <div className="mt-3 flex flex-wrap justify-center gap-2">{action}</div> : null}
    </div>
  )
}
