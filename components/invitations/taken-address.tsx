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
  /** the person was helped in another way: the row of the form is not needed any more */
  onSettled: () => void
}

/** Somebody has the address: what can be done about it is offered here, decided by the same function as on their profile. */
export function TakenAddress({ taken, onSettled }: TakenAddressProps) {
  const { administratorId, status, email } = taken
  return (
    <Callout
      tone="info"
      title={status === 'new' ? 'They are invited already.' : status === 'deleted' ? 'They were deleted and can be restored.' : undefined}
      actions={
        status === 'new' ? (
          <>
            <ResendInvitationButton administratorId={administratorId} email={email} refusal={taken.resendRefusal?.sentence ?? null} size="sm" onDone={onSettled} />
            <AskLink asked={taken.resendRefusal?.asked} />
          </>
        ) : status === 'deleted' ? (
          <RestoreButton administratorId={administratorId} />
        ) : undefined
      }
    >
      <TextLink href={paths.administrator(administratorId)}>{OFFERS[status]}</TextLink>
    </Callout>
  )
}

/** Restores in place. Afterwards they are inactive, and their roles wait for a yes or no on their profile. */
function RestoreButton({ administratorId }: { administratorId: string }) {
  const { data, isError, refetch } = useQuery(actsQuery(administratorId))
  const [open, setOpen] = useState(false)
  if (data && !('restore' in data.offers) && data.context.subject.status !== 'deleted') return <p className="text-ink-2">They are restored. Decide on their roles on their profile.</p>
  const refusal = data ? data.offers.restore : isError ? 'The server did not answer. Restore them on their profile.' : 'Wait until it is known whether you may.'
  return (
    <>
      {refusal === undefined ? null : (
        <Button size="sm" disabledReason={refusal} onClick={() => setOpen(true)}>
          Restore
        </Button>
      )}
      {data && refusal ? <AskLink asked={{ permission: 'administrator:set-status', about: administratorId }} /> : null}
      {open && data ? (
        <LazyPersonDialog
          act="restore"
          context={data.context}
          onClose={() => {
            setOpen(false)
            void refetch()
          }}
        />
      ) : null}
    </>
  )
}
