'use client'

import { Button } from '@/components/ui/button'
import { LinkButton } from '@/components/ui/link-button'
import { MessagePage } from '@/components/shell/message-page'
import { BUSY_DIGEST } from '@/lib/errors/app-error'
import { paths } from '@/lib/paths'

export default function ErrorPage({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  const busy = error.digest === BUSY_DIGEST
  return (
    <MessagePage
      title={busy ? 'Castellan cannot answer right now' : 'This page could not be shown'}
      reference={busy ? undefined : error.digest}
      actions={
        <>
          <Button variant="primary" onClick={reset}>
            Try again
          </Button>
          <LinkButton href={paths.home}>Go to the start</LinkButton>
        </>
      }
    >
      {busy ? 'The database is away or busy. Nothing was changed, and it goes on by itself; try again in a moment.' : 'Something failed on our side, and it has been written down. Try again in a moment.'}
    </MessagePage>
  )
}
