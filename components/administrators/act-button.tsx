'use client'

import { Button, type ButtonProps } from '@/components/ui/button'
import { type PersonAct, type PersonOffers } from '@/lib/administrators/person-offers'
import { ACT_LOOK } from './act-look'
import { useAsk } from './dialog-host'
import { LazyPersonDialog } from './lazy-person-dialog'
import { type ActContext } from './person-dialog'

interface ActButtonProps extends Pick<ButtonProps, 'variant' | 'size'> {
  act: PersonAct
  offers: PersonOffers
  context: ActContext
}

/** One act as a button of its own. Draws nothing where it is not offered; carries the reason where it cannot be done now. */
export function ActButton({ act, offers, context, ...look }: ActButtonProps) {
  const ask = useAsk()
  const refusal = offers[act]
  if (refusal === undefined) return null
  return (
    <Button {...look} icon={ACT_LOOK[act].icon} disabledReason={refusal} onClick={() => ask((close) => <LazyPersonDialog act={act} context={context} onClose={close} />)}>
      {ACT_LOOK[act].label}
    </Button>
  )
}
