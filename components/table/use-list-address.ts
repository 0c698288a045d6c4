'use client'

import { usePathname, useRouter, useSearchParams } from 'next/navigation'
import { useCallback, useTransition } from 'react'
import { changedQuery } from './query-string'

/** Reads and changes the address of a list. `pending` is true until the server has drawn what the new address asks for. */
export function useListAddress() {
  const router = useRouter()
  const path = usePathname()
  const params = useSearchParams()
  const [pending, start] = useTransition()
  const change = useCallback(
    (changes: Parameters<typeof changedQuery>[1]) => start(() => router.replace(`${path}${changedQuery(params, changes)}`, { scroll: false })),
    [router, path, params],
  )
  return { params, change, pending }
}
