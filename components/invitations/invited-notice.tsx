'use client'

import { useLayoutEffect, useRef } from 'react'
import { Time } from '@/components/shell/time'
import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { LinkButton } from '@/components/ui/link-button'
import { paths } from '@/lib/paths'
import type { Invited } from './use-invite'

/** After one invitation: that it is under way, and what comes next. */
export function InvitedNotice({ invited: { email, administratorId, sendAt, leavesLater }, zone, onAgain }: { invited: Invited; zone: string; onAgain: () => void }) {
  const heading = useRef<HTMLHeadingElement>(null)
  useLayoutEffect(() => heading.current?.focus(), [])
  return (
    <section className="grid grid-cols-[minmax(0,1fr)] justify-items-start gap-3 rounded-lg border bg-canvas p-6" aria-live="polite">
      <Icon name="done" className="text-good-ink" />
      <div className="max-w-full min-w-0">
        <h2 ref={heading} tabIndex={-1} className="text-lg font-semibold">
          {email} is invited
        </h2>
        <p className="text-ink-2">
          {leavesLater ? (
            <>
              The tenant has sent its share of invitations for now: the mail with their link leaves at <Time at={sendAt} now={sendAt} zone={zone} absolute />.
            </>
          ) : (
            'The mail with their link is on its way.'
          )}{' '}
          They appear among the administrators as invited until they activate.
        </p>
      </div>
      <div className="flex flex-wrap gap-2">
        <Button variant="primary" icon="invite" onClick={onAgain}>
          Invite another
        </Button>
        <LinkButton href={paths.administrator(administratorId)}>Open their profile</LinkButton>
        <LinkButton href={paths.administrators} variant="ghost">
          Back to Administrators
        </LinkButton>
      </div>
    </section>
  )
}
