import { type ReactNode } from 'react'
import { Icon } from './icon'

export interface ErrorStateProps {
  /** What happened. */
  title: string
  /** It stands in place of the whole page, so its title is the page's heading. */
  page?: boolean
  /** Why, and what to do. */
  children?: ReactNode
  /** The number support would ask for. */
  reference?: string | null | undefined
  action?: ReactNode
}

/** Something could not be shown: what happened, why, what to do, and the number of the record. */
export function ErrorState({ title, page = false, children, reference, action }: ErrorStateProps) {
  const Title = page ? 'h1' : 'p'
  return (
    <div role="alert" className="mx-auto flex max-w-md flex-col items-center gap-1 px-4 py-14 text-center">
      <span className="mb-2 grid size-9 place-items-center rounded-lg border border-danger-ink/25 bg-danger-soft text-danger-ink">
        <Icon name="warning" />
      </span>
      <Title className="font-medium">{title}</Title>
      {children ? <div className="text-ink-3">{children}</div> : null}
      {reference ? (
        <p className="text-xs text-ink-3">
          Reference <code className="font-mono select-all">{reference}</code>
        </p>
      ) : null}
      {action ? <div className="mt-3 flex flex-wrap justify-center gap-2">{action}</div> : null}
    </div>
  )
}
