import { type ReactNode } from 'react'

interface PublicPanelProps {
  title: ReactNode
  /** Under the title: where one is and what happens here. */
  description?: ReactNode
  /** Under the panel: the other ways. */
  foot?: ReactNode
  children?: ReactNode
}

/** The one thing on a page before sign-in. */
export function PublicPanel({ title, description, foot, children }: PublicPanelProps) {
  return (
    <>
      <section className="grid grid-cols-1 gap-5 rounded-xl border bg-canvas p-5 shadow-raised sm:p-6">
        <header className="grid gap-1">
          <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
          {description ? <p className="text-base text-ink-2">{description}</p> : null}
        </header>
        {children}
      </section>
      {foot ? <div className="mt-4 grid justify-items-center gap-1 text-center text-ink-3">{foot}</div> : null}
    </>
  )
}
