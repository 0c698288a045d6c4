'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useDeferredValue, useState } from 'react'
import { type Failure } from '@/lib/errors/app-error'

/** Whether what saving would do is on the screen, for exactly what was typed. */
export interface Seeing {
  seen: boolean
  /** it could not be asked for */
  failed: boolean
  again: () => void
}

/**
 * What a policy would do, asked anew as it is typed; the numbers before it stay until the new ones are there.
 * @param address of the reader that counts; null while nothing else than what is stored was typed, or what is no policy
 * @param atFirst what the stored one does
 */
export function useImpact<Impact extends object>(address: string | null, atFirst: Impact) {
  const asked = useDeferredValue(address)
  const queries = useQueryClient()
  const [newer, setNewer] = useState<{ impact: Impact; over: Impact } | null>(null)
  const first = newer?.over === atFirst ? newer.impact : atFirst
  const { data, isFetching, isPlaceholderData, isError, refetch } = useQuery<unknown>({
    queryKey: ['impact', asked],
    enabled: asked !== null,
    queryFn: async ({ signal }) => {
      const response = await fetch(asked!, { signal, headers: { accept: 'application/json' } })
      if (!response.ok) throw new Error(`answered ${response.status}`)
      return response.json()
    },
    placeholderData: (before: unknown) => before,
    staleTime: 0,
    gcTime: 0,
    retry: 1,
  })
  const impact = asked === null ? first : ((data as Impact | undefined) ?? first)
  const seeing: Seeing = { seen: asked === address && (asked === null || (data !== undefined && !isPlaceholderData)), failed: asked !== null && isError, again: () => void refetch() }
  return {
    impact, seeing, loading: isFetching,
    /** Shows what saving would do as it is now, where a save was refused because that has changed. */
    showAnew: ({ reason, details }: Failure) => {
      const preview = reason === 'preview_changed' ? (details?.preview as Partial<Impact> | undefined) : undefined
      if (!preview) return
      if (asked === null) setNewer({ impact: { ...impact, ...preview }, over: atFirst })
      else queries.setQueryData(['impact', asked], { ...impact, ...preview })
    },
  }
}
