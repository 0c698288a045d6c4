'use client'

import { Button } from '@/components/ui/button'
import { type GrantOffers } from '@/lib/administrators/person-offers'
import { type Grant } from '@/lib/authz/grants'
import { type Assigning } from './assigning'
import { ChangeGrantDialog } from './change-grant-dialog'
import { ChangeKindDialog } from './change-kind-dialog'
import { useAsk } from './dialog-host'
import { EndGrantDialog, type GrantDecision } from './end-grant-dialog'
import { calledHere } from './what-changes-note'

interface GrantActionsProps {
  offers: GrantOffers
  assigning: Assigning
  grant: Grant
  version: number
}

type Opens = GrantDecision | 'change' | 'kind'

const BUTTONS: readonly { offer: keyof GrantOffers; open: Opens; label: string }[] = [
  { offer: 'decide', open: 'keep', label: 'Keep' },
  { offer: 'decide', open: 'refuse', label: 'End' },
  { offer: 'kind', open: 'kind', label: 'Make eligible' },
  { offer: 'change', open: 'change', label: 'Change' },
  { offer: 'end', open: 'end', label: 'End' },
  { offer: 'giveUp', open: 'give-up', label: 'Give up' },
]

/** What can be done to one role of a person, each with the reason why not. */
export function GrantActions({ offers, assigning, grant, version }: GrantActionsProps) {
  const ask = useAsk()
  const called = calledHere(grant, assigning)
  const about = { assigning, grant, version }
  const dialog = (what: Opens) =>
    function draw(close: () => void) {
      if (what === 'kind') return <ChangeKindDialog {...about} onClose={close} />
      return what === 'change' ? <ChangeGrantDialog {...about} onClose={close} /> : <EndGrantDialog {...about} decision={what} onClose={close} />
    }
  return (
    <>
      {BUTTONS.map(({ offer, open: what, label: usual }) => {
        const refusal = offers[offer]
        const label = what === 'kind' && grant.kind === 'eligible' ? 'Make standing' : usual
        return refusal === undefined ? null : (
          <Button key={what} size="sm" disabledReason={refusal} aria-label={`${label} ${called}`} onClick={() => ask(dialog(what))}>
            {label}
          </Button>
        )
      })}
    </>
  )
}
