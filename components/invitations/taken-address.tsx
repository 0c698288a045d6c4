'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { actsQuery } from '@/components/administrators/acts-query'
import { LazyPersonDialog } from '@/components/administrators/lazy-person-dialog'
import { AskLink } from '@/components/guard/ask-link'
import { Button } from '@/components/ui/button'
import { Callout } from '@/components/ui/callout'
import { TextLink } from '@/components/ui/text-link'
import { paths } from '@/lib/paths'
import type { TakenView } from '@/lib/invitations/taken-view'
import { ResendInvitationButton } from './resend-invitation-button'

const OFFERS = {
  new: 'Open their profile',
  active: 'Open their profile to assign the role',
  inactive: 'Open their profile to set them to Active',
  deleted: 'Open their profile',
} as const

interface TakenAddressProps {
  taken: TakenView
  /** their invitation is on its way again: the row of the form is not needed any more */
  onResent: () => void
  /** they are inactive now, and their roles wait for a yes or no */
  onRestored: (administratorId: string) => void
}

/** Somebody has the address: what can be done about it is offered here, decided by the same function as on their profile. */
export function TakenAddress({ taken: { administratorId, status, email, resendRefusal }, onResent, onRestored }: TakenAddressProps) {
  return (
    <Callout
      tone="info"
      actions={
        status === 'new' ? (
          <>
            <ResendInvitationButton administratorId={administratorId} email={email} refusal={resendRefusal?.sentence ?? null} size="sm" onDone={onResent} />
            <AskLink asked={resendRefusal?.asked} />
          </>
        ) : status === 'deleted' ? (
          <RestoreButton administratorId={administratorId} onRestored={onRestored} />
        ) : undefined
      }
    >
      <TextLink href={paths.administrator(administratorId)}>{OFFERS[status]}</TextLink>
    </Callout>
  )
}

function RestoreButton({ administratorId, onRestored }: { administratorId: string; onRestored: TakenAddressProps['onRestored'] }) {
  const { data, isError, refetch } = useQuery(actsQuery(administratorId))
  const [open, setOpen] = useState(false)
  const refusal = data ? data.offers.restore : isError ? 'The server did not answer. Restore them on their profile.' : 'Wait until it is known whether you may.'
  const close = async () => {
    setOpen(false)
    const { data: now } = await refetch()
    if (now && now.context.subject.status !== 'deleted') onRestored(administratorId)
  }
  return (
    <>
      {/* Left out for whoever may restore nobody. */}
      {refusal === undefined ? null : (
        <Button size="sm" disabledReason={refusal} onClick={() => setOpen(true)}>
          Restore
        </Button>
      )}
      {data && refusal ? <AskLink asked={{ permission: 'administrator:set-status', about: administratorId }} /> : null}
      {open && data ? <LazyPersonDialog act="restore" context={data.context} onClose={() => void close()} /> : null}
    </>
  )
}
