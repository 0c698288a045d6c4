import { type ReactNode } from 'react'

/** The foot of a form: what saves it, last; at the left what the saving will do. */
export function FormActions({ note, children }: { note?: ReactNode; children: ReactNode }) {
  return (
    <div className="flex flex-wrap items-center justify-end gap-2 border-t pt-4">
      {note ? <p className="mr-auto text-ink-3">{note}</p> : null}
      {children}
    </div>
  )
}
