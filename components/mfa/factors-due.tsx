'use client'

import { use, useState } from 'react'
import { Time } from '@/components/shell/time'
import { Button } from '@/components/ui/button'
import { Callout } from '@/components/ui/callout'
import { StepUpContext } from '@/lib/actions/step-up-context'
import { ROLES, type RoleKey } from '@/lib/authz/policy'
import { type FactorDue } from '@/lib/home/factor-due'

const list = new Intl.ListFormat('en')
const named = (roles: readonly RoleKey[]) => list.format(roles.map((role) => ROLES[role].label))

interface FactorsDueProps {
  due: FactorDue | null
  now: number
  zone: string
  /** one was given, and this session has used it from now on */
  onUsed: () => void
}

/** Which roles wait for a second factor, and what to do about it on this very page. */
export function FactorsDue({ due, now, zone, onUsed }: FactorsDueProps) {
  const confirmIdentity = use(StepUpContext)
  const [pending, setPending] = useState(false)
  if (!due) return null
  const { what, waiting, inGrace, graceUntil } = due
  const give = async () => {
    setPending(true)
    if (await confirmIdentity()) onUsed()
    setPending(false)
  }
  const one = waiting.length === 1
  return (
    <Callout
      tone={waiting.length > 0 ? 'warn' : 'info'}
      title={waiting.length > 0 ? `${named(waiting)} ${one ? 'waits' : 'wait'} for your second factor.` : 'There is still time, but not for ever.'}
      actions={
        what === 'use' ? (
          <Button size="sm" pending={pending} onClick={() => void give()}>
            Use it now
          </Button>
        ) : null
      }
    >
      {waiting.length > 0 ? <p>{what === 'enrol' ? `${one ? 'It confers' : 'They confer'} nothing until you have added one below.` : `${one ? 'It confers' : 'They confer'} nothing in this session until you have used it.`}</p> : null}
      {inGrace.length > 0 ? (
        <p>
          {named(inGrace)} {inGrace.length === 1 ? 'counts' : 'count'} without one {graceUntil === null ? 'for a few days from your next sign-in on.' : <>until <Time at={graceUntil} now={now} zone={zone} absolute />.</>}
        </p>
      ) : null}
    </Callout>
  )
}
