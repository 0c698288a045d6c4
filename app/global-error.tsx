'use client'

import { MessagePage } from '@/components/shell/message-page'
import { buttonLook } from '@/components/ui/button-look'
import './globals.css'

/** Stands in when even the root layout failed, so it brings its own document and follows the system's theme. */
export default function GlobalError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <html lang="en">
      <body>
        <title>Castellan could not be shown</title>
        <MessagePage
          title="Castellan could not be shown"
          reference={error.digest}
          actions={
            <button type="button" className={buttonLook('primary')} onClick={reset}>
              Try again
            </button>
          }
        >
          Something failed on our side, and it has been written down. Try again in a moment.
        </MessagePage>
      </body>
    </html>
  )
}
