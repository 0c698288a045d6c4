'use client'

import { usePathname, useRouter, useSearchParams } from 'next/navigation'
import { useCallback, useMemo, useOptimistic, useTransition } from 'react'
import { useGoing } from '@/components/ui/use-going'
import { changedQuery } from './query-string'

/** Reads and changes the address of a list. What is chosen shows at once; `pending` is true until the server has drawn what it asks for. */
export function useListAddress() {
  const router = useRouter()
  const path = usePathname()
  const [query, expect] = useOptimistic(useSearchParams().toString())
  const [pending, start] = useTransition()
  useGoing(pending)
  const params = useMemo(() => new URLSearchParams(query), [query])
  const change = useCallback(
    (changes: Parameters<typeof changedQuery>[1]) =>
      start(() => {
        const next = changedQuery(params, changes)
        expect(next.slice(1))
        router.replace(`${path}${next}`, { scroll: false })
      }),
    [router, path, params, expect],
  )
  return { params, change, pending }
}
