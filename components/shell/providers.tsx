'use client'

import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { TipLayer } from '@/components/ui/tip-layer'
import { Toaster } from '@/components/ui/toaster'
import { ViewerZone } from './viewer-zone'

/** What every page of the console can count on in the browser: data from GET readers, toasts, tips, the viewer's zone. */
export function Providers({ zone, children }: { zone: string; children: ReactNode }) {
  const [client] = useState(() => new QueryClient({ defaultOptions: { queries: { staleTime: 10_000, retry: 1, refetchOnWindowFocus: true } } }))
  return (
    <QueryClientProvider client={client}>
      {children}
      <Toaster />
      <TipLayer />
      <ViewerZone zone={zone} />
    </QueryClientProvider>
  )
}
