'use client'

import { Button } from '@/components/ui/button'
import { ErrorState } from '@/components/ui/error-state'

/** Inside the frame: the rail stays, so that one can go on elsewhere. */
export default function ConsoleError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <ErrorState page title="This page could not be shown" reference={error.digest} action={<Button onClick={reset}>Try again</Button>}>
      Something failed on our side, and it has been written down. Try again in a moment.
    </ErrorState>
  )
}
