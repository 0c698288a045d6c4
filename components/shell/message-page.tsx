import { type ReactNode } from 'react'
import { Mark } from './mark'

/** A page that says one thing: not found, something went wrong, maintenance. */
export function MessagePage({ title, children, reference, actions }: { title: string; children: ReactNode; reference?: string | undefined; actions?: ReactNode }) {
  return (
    <main className="mx-auto grid min-h-dvh max-w-md content-center justify-items-start gap-3 p-6">
      <Mark size={28} />
      <h1 className="mt-2 text-xl font-semibold tracking-tight">{title}</h1>
      <div className="text-base text-ink-2">{children}</div>
      {reference ? (
        <p className="text-ink-3">
          Reference <code className="font-mono select-all">{reference}</code>. Support will ask for it.
        </p>
      ) : null}
      {actions ? <div className="mt-2 flex flex-wrap gap-2">{actions}</div> : null}
    </main>
  )
}
