'use client'

import { FailureNotice } from '@/components/guard/failure-notice'
import { useSeen } from '@/components/guard/use-seen'
import { Callout } from '@/components/ui/callout'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { ownerRoleWarning } from '@/lib/administrators/consequences'
import { type Grant } from '@/lib/authz/grants'
import { confirmGrant, endGrant, giveUpOwnGrant } from '@/lib/grants/actions'
import { assigningAnew, type Assigning } from './assigning'
import { useAct } from './use-act'
import { WhatChangesNote, calledHere } from './what-changes-note'

export type GrantDecision = 'end' | 'give-up' | 'keep' | 'refuse'

interface EndGrantProps {
  decision: GrantDecision
  assigning: Assigning
  grant: Grant
  version: number
  onClose: () => void
}

/** Takes a role away, gives one's own up, or answers the yes or no that a restored one waits for. */
export function EndGrantDialog({ decision, assigning: given, grant, version, onClose }: EndGrantProps) {
  const ending = useAct(endGrant, onClose)
  const giving = useAct(giveUpOwnGrant, onClose)
  const deciding = useAct(confirmGrant, onClose)
  const inUse = { end: ending, 'give-up': giving, keep: deciding, refuse: deciding }[decision]
  const assigning = useSeen(given, inUse.failure, assigningAnew)
  const { name, person, now, previewed } = assigning
  const called = calledHere(grant, assigning)
  const grantId = grant.id
  const words = {
    end: { title: `End ${called} of ${name}?`, consequence: 'It ends at once, for requests that are under way as well. They are told by mail; it stays in the history.', verb: 'End role', done: `${name} is no longer ${called}.` },
    'give-up': { title: `Give up ${called}?`, consequence: 'It ends at once, and you cannot give it back to yourself: another administrator would have to.', verb: 'Give up role', done: `You are no longer ${called}.` },
    keep: { title: `Keep ${called} for ${name}?`, consequence: 'It counts again as it was, as soon as the status is Active.', verb: 'Keep role', done: `${name} keeps ${called}.` },
    refuse: { title: `End ${called} of ${name}?`, consequence: 'It was held before the account was deleted, and does not come back.', verb: 'End role', done: `${called} of ${name} has ended.` },
  }[decision]
  const confirm = async () => {
    if (decision === 'end') return ending.act({ grantId, version, previewed }, words.done)
    if (decision === 'give-up') return giving.act({ grantId }, words.done)
    return deciding.act({ grantId, version, keep: decision === 'keep', previewed }, words.done)
  }
  const warning = decision === 'end' || decision === 'give-up' ? ownerRoleWarning(grant.role, assigning.otherOwners) : null
  const kept: Grant | null = decision === 'keep' ? { ...grant, confirmed: true } : null
  const after = person.grants.flatMap((one) => (one.id === grant.id ? (kept ? [kept] : []) : [one]))
  return (
    <ConfirmDialog open onClose={onClose} onConfirm={() => void confirm()} pending={inUse.pending} title={words.title} consequence={words.consequence} verb={words.verb} danger={decision !== 'keep'}>
      <div className="grid gap-3">
        {warning ? <Callout tone="warn">{warning}</Callout> : null}
        {decision === 'refuse' ? null : <WhatChangesNote assigning={assigning} after={after} grant={kept} at={Math.max(now, grant.startsAt)} />}
        <FailureNotice failure={inUse.failure} />
      </div>
    </ConfirmDialog>
  )
}
