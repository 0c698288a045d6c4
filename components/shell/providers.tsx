'use client'

import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { StepUp } from '@/components/guard/step-up'
import { TipLayer } from '@/components/ui/tip-layer'
import { Toaster } from '@/components/ui/toaster'
import { ViewerZone } from './viewer-zone'

/** What every page of the console can count on in the browser: data from GET readers, a fresh proof asked for in place, toasts, tips, the viewer's zone. */
export function Providers({ zone, email, children }: { zone: string; /** Of whoever is signed in. */ email: string; children: ReactNode }) {
  const [client] = useState(() => new QueryClient({ defaultOptions: { queries: { staleTime: 10_000, retry: 1, refetchOnWindowFocus: true } } }))
  return (
    <QueryClientProvider client={client}>
      <StepUp email={email}>{children}</StepUp>
      <Toaster />
      <TipLayer />
      <ViewerZone zone={zone} />
    </QueryClientProvider>
  )
}
