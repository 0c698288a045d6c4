import { type ReactNode } from 'react'

export interface ListFrameProps {
  /** PageHeader. */
  header: ReactNode
  /** ListToolbar. */
  toolbar?: ReactNode
  /** DataTable or TableSkeleton. */
  children: ReactNode
  /** CursorPages. */
  footer?: ReactNode
}

/** A page that is a list. Where the window has room it fills it exactly and only the rows scroll; else the page scrolls as any other. */
export function ListFrame({ header, toolbar, children, footer }: ListFrameProps) {
  return (
    <div className="flex min-w-0 flex-col frame:h-[calc(100dvh-var(--top-bar))]">
      <div className="px-4 pt-5 md:px-6">{header}</div>
      {toolbar ? <div className="px-4 pb-3 md:px-6">{toolbar}</div> : null}
      <div className="flex min-h-0 min-w-0 flex-1 flex-col border-t">{children}</div>
      {footer ? <div className="border-t px-4 py-2 md:px-6">{footer}</div> : null}
    </div>
  )
}
