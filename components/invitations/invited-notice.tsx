'use client'

import { useEffect, useRef } from 'react'
import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { LinkButton } from '@/components/ui/link-button'
import { paths } from '@/lib/paths'
import type { Invited } from './use-invite'

/** After one invitation: that it is under way, and what comes next. */
export function InvitedNotice({ invited: { email, administratorId }, onAgain }: { invited: Invited; onAgain: () => void }) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  return (
    <section className="grid justify-items-start gap-3 rounded-lg border bg-canvas p-6" aria-live="polite">
      <Icon name="done" className="text-good-ink" />
      <div className="min-w-0">
        <h2 ref={heading} tabIndex={-1} className="text-lg font-semibold break-words">
          {email} is invited
        </h2>
        <p className="text-ink-2">The mail with their link is on its way. They appear in the list as invited until they activate.</p>
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
