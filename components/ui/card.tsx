import { useId, type ReactNode } from 'react'
import { classNames } from './class-names'

export interface CardProps {
  title?: ReactNode
  description?: ReactNode
  /** At the right of the heading. */
  actions?: ReactNode
  /** At the bottom, set apart: the buttons of a form. */
  footer?: ReactNode
  /** No padding inside, for a table or a list with its own rows. */
  flush?: boolean
  headingLevel?: 2 | 3
  className?: string
  children?: ReactNode
}

/** A named part of a page. */
export function Card({ title, description, actions, footer, flush = false, headingLevel = 2, className, children }: CardProps) {
  const headingId = useId()
  const Heading = headingLevel === 2 ? 'h2' : 'h3'
  return (
    <section aria-labelledby={title ? headingId : undefined} className={classNames('min-w-0 overflow-clip rounded-lg border bg-canvas', className)}>
      {title ? (
        <header className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2 border-b px-4 py-3">
          {/* What is at the right stays there, however much is said at the left. */}
          <div className="min-w-0 flex-1 basis-60">
            <Heading id={headingId} className="text-base font-semibold">
              {title}
            </Heading>
            {description ? <p className="text-ink-3">{description}</p> : null}
          </div>
          {actions ? <div className="flex flex-wrap gap-2">{actions}</div> : null}
        </header>
      ) : null}
      <div className={flush ? undefined : 'p-4'}>{children}</div>
      {footer ? <footer className="flex flex-wrap items-center justify-end gap-2 border-t bg-sunken px-4 py-3">{footer}</footer> : null}
    </section>
  )
}
