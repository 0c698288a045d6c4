'use client'

import { lazy, Suspense, type ComponentProps } from 'react'
import { type PersonDialog as Dialog } from './person-dialog'

const PersonDialog = lazy(async () => ({ default: (await import('./person-dialog')).PersonDialog }))

/** The dialog of an act, fetched when it is first asked for: who only looks at a page does not carry it. */
export function LazyPersonDialog(props: ComponentProps<typeof Dialog>) {
  return (
    <Suspense>
      <PersonDialog {...props} />
    </Suspense>
  )
}
