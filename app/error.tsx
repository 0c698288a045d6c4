'use client'

import { MessagePage } from '@/components/shell/message-page'
import { buttonLook } from '@/components/ui/button-look'
import { BUSY_DIGEST } from '@/lib/errors/app-error'
import { HOME_PATH } from '@/lib/home-path'

/** Comes with every page of the console, so it carries no more than it shows; leaving it loads a new document. */
export default function ErrorPage({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  const busy = error.digest === BUSY_DIGEST
  return (
    <MessagePage
      title={busy ? 'Castellan cannot answer right now' : 'This page could not be shown'}
      reference={busy ? undefined : error.digest}
      actions={
        <>
          <button type="button" className={buttonLook('primary')} onClick={reset}>
            Try again
          </button>
          <a href={HOME_PATH} className={buttonLook()}>
            Go to the start
          </a>
        </>
      }
    >
      {busy ? 'The database is away or busy. Nothing was changed, and it goes on by itself; try again in a moment.' : 'Something failed on our side, and it has been written down. Try again in a moment.'}
    </MessagePage>
  )
}
