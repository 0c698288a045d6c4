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
import { countOf } from '@/lib/format/count'
import { paths } from '@/lib/paths'
import { type Previewed } from '@/lib/preview/refuse-other-preview'
import { setSessionPolicy } from '@/lib/session-policy/actions'
import { type SessionImpact, type SessionPolicyView } from '@/lib/session-policy/data'
import { ABSOLUTE_HOURS, IDLE_MINUTES } from '@/lib/session-policy/limits-bounds'
import { whatLimitsMean, whichTheyEnd } from './limits-words'

const LABELS = { idleMinutes: 'Minutes idle', absoluteHours: 'Hours in all' }

const typedOf = ({ idleMinutes, absoluteHours }: SessionPolicyView) => ({ idleMinutes: String(idleMinutes), absoluteHours: String(absoluteHours) })

/** How long sessions last, and which of those that run would end at once. */
export function SessionPolicyForm({ stored, impact: atFirst, reason }: { stored: SessionPolicyView; impact: Previewed<SessionImpact>; reason: string | null }) {
  const router = useRouter()
  const { run, ...action } = useAction(setSessionPolicy)
  const draft = usePolicyDraft(stored, typedOf)
  const { typed, saved, dirty, change } = draft
  const [idleMinutes, absoluteHours] = [numberWithin(typed.idleMinutes, IDLE_MINUTES), numberWithin(typed.absoluteHours, ABSOLUTE_HOURS)]
  const valid = idleMinutes !== null && absoluteHours !== null
  const { impact, seeing, loading, showAnew } = useImpact(dirty && valid ? paths.api.sessionImpact(idleMinutes, absoluteHours) : null, atFirst)

  const save = async () => {
    const values = { idleMinutes: numberSent(typed.idleMinutes), absoluteHours: numberSent(typed.absoluteHours) }
    const result = await run({ version: saved.version, previewed: impact.previewed, ...values })
    if (!result.ok) showAnew(result.error)
    if (!draft.settled(result, () => ({ ...values, version: result.ok ? result.data.version : saved.version })) || !result.ok) return
    showToast({ text: result.data.ended === 0 ? 'Session limits saved.' : `Session limits saved. ${countOf(result.data.ended, 'session')} ended.` })
    router.refresh()
  }

  return (
    <PolicyForm draft={draft} action={action} form="session" labels={LABELS} what="session limits" theirWords={draft.theirs && whatLimitsMean(draft.theirs)} reason={reason} seeing={seeing} save={save} note={dirty && !valid ? 'Write whole numbers within their ranges.' : undefined}>
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <NumberField id="session-idleMinutes" label={LABELS.idleMinutes} help={`A session ends when nothing is done for so long, from ${IDLE_MINUTES.least} to ${IDLE_MINUTES.most}. An open tab alone is not activity.`} error={action.failure?.fields?.idleMinutes} value={typed.idleMinutes} reason={reason} onValue={(text) => change({ idleMinutes: text })} />
        <NumberField id="session-absoluteHours" label={LABELS.absoluteHours} help={`However busy, from ${ABSOLUTE_HOURS.least} to ${ABSOLUTE_HOURS.most}. A longer time counts for sessions that begin later.`} error={action.failure?.fields?.absoluteHours} value={typed.absoluteHours} reason={reason} onValue={(text) => change({ absoluteHours: text })} />
      </div>
      <div aria-busy={loading}>
        <Callout tone={impact.ending > 0 ? 'warn' : 'info'} title={dirty && valid ? 'What saving does' : 'As it is now'}>
          {whichTheyEnd(impact, dirty && valid)}
        </Callout>
      </div>
    </PolicyForm>
  )
}
