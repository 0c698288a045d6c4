'use client'

import { useState } from 'react'
import { Button, type ButtonProps } from '@/components/ui/button'
import { type PersonAct, type PersonOffers } from '@/lib/administrators/person-offers'
import { ACT_LOOK } from './act-look'
import { LazyPersonDialog } from './lazy-person-dialog'
import { type ActContext } from './person-dialog'

interface ActButtonProps extends Pick<ButtonProps, 'variant' | 'size'> {
  act: PersonAct
  offers: PersonOffers
  context: ActContext
}

/** One act as a button of its own. Draws nothing where it is not offered; carries the reason where it cannot be done now. */
export function ActButton({ act, offers, context, ...look }: ActButtonProps) {
  const [open, setOpen] = useState(false)
  const refusal = offers[act]
  // What was begun is not taken away when somebody else was faster: the action says what has changed.
  return (
    <>
      {refusal === undefined ? null : (
        <Button {...look} icon={ACT_LOOK[act].icon} disabledReason={refusal} onClick={() => setOpen(true)}>
          {ACT_LOOK[act].label}
        </Button>
      )}
      {open ? <LazyPersonDialog act={act} context={context} onClose={() => setOpen(false)} /> : null}
    </>
  )
}
