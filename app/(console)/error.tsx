'use client'

import { Button } from '@/components/ui/button'
import { ErrorState } from '@/components/ui/error-state'
import { BUSY_DIGEST } from '@/lib/errors/app-error'

/** Inside the frame: the rail stays, so that one can go on elsewhere. */
export default function ConsoleError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  const busy = error.digest === BUSY_DIGEST
  return (
    <ErrorState page title={busy ? 'Castellan cannot answer right now' : 'This page could not be shown'} reference={busy ? null : error.digest} action={<Button onClick={reset}>Try again</Button>}>
      {busy ? 'The database is away or busy. Nothing was changed, and it goes on by itself; try again in a moment.' : 'Something failed on our side, and it has been written down. Try again in a moment.'}
    </ErrorState>
  )
}
