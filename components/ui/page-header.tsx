import { type ReactNode } from 'react'

export interface PageHeaderProps {
  title: ReactNode
  /** Beside the title: a status, a count. */
  aside?: ReactNode
  description?: ReactNode
  /** Above the title. */
  breadcrumb?: ReactNode
  /** At the right: what one comes here to do. The one that matters most is primary and last. */
  actions?: ReactNode
  /** Under everything, on the line that ends the header. */
  tabs?: ReactNode
}

/** The top of a page, with its only h1. */
export function PageHeader({ title, aside, description, breadcrumb, actions, tabs }: PageHeaderProps) {
  return (
    <header className={tabs ? 'border-b' : undefined}>
      {breadcrumb}
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3 pb-4">
        <div className="min-w-0">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
            {aside}
          </div>
          {description ? <p className="mt-0.5 max-w-prose text-ink-3">{description}</p> : null}
        </div>
        {actions ? <div className="flex flex-wrap gap-2">{actions}</div> : null}
      </div>
      {tabs}
    </header>
  )
}
