'use client'

import { Button } from '@/components/ui/button'
import { LinkButton } from '@/components/ui/link-button'
import { MessagePage } from '@/components/shell/message-page'
import { paths } from '@/lib/paths'

export default function ErrorPage({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <MessagePage
      title="This page could not be shown"
      reference={error.digest}
      actions={
        <>
          <Button variant="primary" onClick={reset}>
            Try again
          </Button>
          <LinkButton href={paths.home}>Go to the start</LinkButton>
        </>
      }
    >
      Something failed on our side, and it has been written down. Try again in a moment.
    </MessagePage>
  )
}
