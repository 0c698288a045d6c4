'use client'

import { useQuery } from '@tanstack/react-query'
import { useId, useState, type FormEvent } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { ErrorState } from '@/components/ui/error-state'
import { Skeleton } from '@/components/ui/skeleton'
import { askStepUpPasskey, confirmIdentity } from '@/lib/account/actions'
import { confirmWaysQuery } from '@/lib/account/queries'
import { useAction } from '@/lib/actions/use-action'
import type { Failure } from '@/lib/errors/app-error'
import type { FactorWays } from '@/lib/mfa/factor-ways'
import { answerPasskey } from './answer-passkey'
import { KeptCode } from './kept-code'
import { StepUpFields, type StepUpWay, type TypedProof } from './step-up-fields'

const NO_ANSWER: Failure = { code: 'wrong_state', sentence: 'No passkey answered. There may be none on this device, or the window of the browser was closed. Try again, or confirm in another way.' }
const NOTHING: TypedProof = { password: '', code: '', factorId: '' }

/** @returns the ways that are open, the likeliest first */
const waysOf = (ways: FactorWays | null): StepUpWay[] =>
  ways === null ? ['password'] : [...(ways.apps.length > 0 ? (['app'] as const) : []), ...(ways.passkey ? (['passkey'] as const) : []), ...(ways.recoveryCode ? (['recovery-code'] as const) : [])]

/**
 * Asks whoever is signed in for whichever factor they have; for the password only where there is none. What is wrong is counted and explained,
 * and the dialog stays; closing it settles with false.
 */
export function StepUpDialog({ email, onSettled }: { email: string; onSettled: (confirmed: boolean) => void }) {
  const formId = useId()
  const { data, isError, refetch } = useQuery(confirmWaysQuery)
  const [chosen, setChosen] = useState<StepUpWay | null>(null)
  const [typed, setTyped] = useState(NOTHING)
  const [noAnswer, setNoAnswer] = useState<Failure | null>(null)
  const [asking, setAsking] = useState(false)
  const [replacement, setReplacement] = useState<string | null>(null)
  const { run, pending, failure, clear } = useAction(confirmIdentity)
  const { run: ask, failure: notAsked } = useAction(askStepUpPasskey)
  const busy = pending || asking
  const open = data === undefined ? [] : waysOf(data)
  const way = open.find((each) => each === chosen) ?? open[0] ?? null

  const choose = (next: StepUpWay) => {
    setChosen(next)
    setTyped(NOTHING)
    setNoAnswer(null)
    clear()
  }
  const give = async (values: Parameters<typeof confirmIdentity>[0]) => {
    const result = await run(values)
    if (!result.ok) return setTyped((now) => ({ ...now, code: '' }))
    return result.data.replacement === null ? onSettled(true) : setReplacement(result.data.replacement)
  }
  const givePasskey = async () => {
    setNoAnswer(null)
    setAsking(true)
    const asked = await ask({})
    const answer = asked.ok ? await answerPasskey(asked.data.options) : null
    setAsking(false)
    if (!asked.ok) return
    if (answer === null) return setNoAnswer(NO_ANSWER)
    await give({ by: 'passkey', challengeId: asked.data.challengeId, answer })
  }
  const confirm = async (event: FormEvent) => {
    event.preventDefault()
    // A dialog drawn inside a form is still its child for React.
    event.stopPropagation()
    if (busy || way === null || missing(way, typed)) return
    if (way === 'passkey') return givePasskey()
    if (way === 'password') return give({ by: 'password', password: typed.password })
    return give(way === 'app' ? { by: 'app', factorId: typed.factorId || data!.apps[0]!.id, code: typed.code } : { by: 'recovery-code', code: typed.code })
  }

  if (replacement !== null) return <KeptCode code={replacement} onKept={() => onSettled(true)} />
  return (
    <Dialog
      open
      onClose={() => onSettled(false)}
      locked={busy}
      size="sm"
      title="Confirm that it is you"
      description="What you are about to do needs a fresh proof. Nothing has been done yet, and nothing you typed is lost."
      footer={
        <>
          <Button onClick={() => onSettled(false)} disabledReason={busy ? 'Wait until this is done.' : null}>
            Cancel
          </Button>
          <Button type="submit" form={formId} variant="primary" icon={way === 'passkey' ? 'key' : undefined} pending={busy} disabledReason={way === null ? 'One moment.' : missing(way, typed)}>
            {way === 'passkey' ? 'Use a passkey' : 'Confirm'}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={(event) => void confirm(event)} noValidate className="grid gap-3">
        {way !== null ? null : isError ? (
          <ErrorState title="The server did not answer" action={<Button onClick={() => void refetch()}>Try again</Button>}>
            It has to be asked how you can confirm this.
          </ErrorState>
        ) : (
          <Skeleton className="h-14 w-full" />
        )}
        {way === null ? null : <StepUpFields key={way} way={way} others={open.filter((each) => each !== way)} apps={data?.apps ?? []} email={email} typed={typed} onTyped={setTyped} onChoose={choose} failure={failure ?? notAsked ?? noAnswer} />}
      </form>
    </Dialog>
  )
}

/** @returns what still has to be typed, as a sentence */
function missing(way: StepUpWay, { password, code }: TypedProof): string | null {
  if (way === 'password') return password === '' ? 'Write your password first.' : null
  return way !== 'passkey' && code.trim() === '' ? 'Write the code first.' : null
}
