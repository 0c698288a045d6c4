'use client'

import { useRouter } from 'next/navigation'
import { NumberField } from '@/components/policies/number-field'
import { PolicyForm } from '@/components/policies/policy-form'
import { numberSent, numberWithin } from '@/components/policies/typed-number'
import { useImpact } from '@/components/policies/use-impact'
import { usePolicyDraft } from '@/components/policies/use-policy-draft'
import { Callout } from '@/components/ui/callout'
import { showToast } from '@/components/ui/toast-store'
import { useAction } from '@/lib/actions/use-action'
import { setBruteForce } from '@/lib/brute-force/actions'
import { type BruteForceImpact, type BruteForceView } from '@/lib/brute-force/data'
import { FAILURES, LOCK_MINUTES } from '@/lib/brute-force/limits-bounds'
import { paths } from '@/lib/paths'
import { whatLimitsMean, whomTheyRefuse } from './limits-words'

const LABELS = { failures: 'Failures before refusal', lockMinutes: 'Minutes refused' }

const typedOf = ({ failures, lockMinutes }: BruteForceView) => ({ failures: String(failures), lockMinutes: String(lockMinutes) })

/** After how many failures an address is refused for an account, for how long, and whom that concerns now. */
export function BruteForceForm({ stored, impact: atFirst, reason }: { stored: BruteForceView; impact: BruteForceImpact; reason: string | null }) {
  const router = useRouter()
  const { run, ...action } = useAction(setBruteForce)
  const draft = usePolicyDraft(stored, typedOf)
  const { typed, saved, dirty, change } = draft
  const [failures, lockMinutes] = [numberWithin(typed.failures, FAILURES), numberWithin(typed.lockMinutes, LOCK_MINUTES)]
  const { impact, loading } = useImpact(failures !== null && failures !== saved.failures ? paths.api.bruteForceImpact(failures) : null, atFirst)
  const valid = failures !== null && lockMinutes !== null

  const save = async () => {
    const values = { failures: numberSent(typed.failures), lockMinutes: numberSent(typed.lockMinutes) }
    const result = await run({ version: saved.version, ...values })
    if (!draft.settled(result, () => ({ ...values, version: result.ok ? result.data.version : saved.version }))) return
    showToast({ text: 'Brute-force protection saved. It counts from the next attempt.' })
    router.refresh()
  }

  return (
    <PolicyForm draft={draft} action={action} form="brute" labels={LABELS} what="brute-force protection" theirWords={draft.theirs && whatLimitsMean(draft.theirs)} reason={reason} save={save} note={dirty && !valid ? 'Write whole numbers within their ranges.' : undefined}>
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <NumberField id="brute-failures" label={LABELS.failures} help={`From one address on one account, from ${FAILURES.least} to ${FAILURES.most}. Passwords and codes count apart.`} error={action.failure?.fields?.failures} value={typed.failures} reason={reason} onValue={(text) => change({ failures: text })} />
        <NumberField id="brute-lockMinutes" label={LABELS.lockMinutes} help={`From ${LOCK_MINUTES.least} to ${LOCK_MINUTES.most} (24 hours).`} error={action.failure?.fields?.lockMinutes} value={typed.lockMinutes} reason={reason} onValue={(text) => change({ lockMinutes: text })} />
      </div>
      <p className="text-ink-2">{valid ? whatLimitsMean({ failures, lockMinutes }) : whatLimitsMean(saved)}</p>
      <div aria-busy={loading}>
        <Callout tone={impact.next > atFirst.next ? 'warn' : 'info'} title={dirty && valid ? 'What saving does' : 'As it is now'}>
          {whomTheyRefuse(impact, dirty && valid)}
        </Callout>
      </div>
    </PolicyForm>
  )
}
