'use client'

import { useRouter } from 'next/navigation'
import { NumberField } from '@/components/policies/number-field'
import { ONLY_READ } from '@/components/policies/only-read'
import { PolicyForm } from '@/components/policies/policy-form'
import { useImpact } from '@/components/policies/use-impact'
import { usePolicyDraft } from '@/components/policies/use-policy-draft'
import { Callout } from '@/components/ui/callout'
import { Checkbox } from '@/components/ui/checkbox'
import { showToast } from '@/components/ui/toast-store'
import { useAction } from '@/lib/actions/use-action'
import { setPasswordPolicy } from '@/lib/password-policy/actions'
import { type PasswordImpact, type PasswordPolicyView } from '@/lib/password-policy/data'
import { EXPIRY_DAYS, HISTORY_LENGTH } from '@/lib/password-policy/policy-bounds'
import { type PasswordContext } from '@/lib/password-policy/policy-terms'
import { paths } from '@/lib/paths'
import { type Previewed } from '@/lib/preview/refuse-other-preview'
import { PasswordRules } from './password-rules'
import { PasswordSample } from './password-sample'
import { whatPolicyMeans, whomItAsks } from './policy-words'
import { isWhole, numberOf, typedOf, valuesOf } from './typed-password-policy'

interface PasswordPolicyFormProps {
  stored: PasswordPolicyView
  impact: Previewed<PasswordImpact>
  /** whoever looks: a sample is judged as if they chose it */
  context: PasswordContext
  reason: string | null
}

const LABELS = { minimumLength: 'Minimum length', capitals: 'Capital letters', lowercase: 'Lowercase letters', digits: 'Digits', specials: 'Special characters', historyLength: 'Not one of the last', expiryDays: 'Days until it expires' }
const typedWithAsking = (view: PasswordPolicyView) => ({ ...typedOf(view), askEveryone: false })

/** What is asked of passwords, how a sample fares, and whom saving it would ask for a new one. */
export function PasswordPolicyForm({ stored, impact: atFirst, context, reason }: PasswordPolicyFormProps) {
  const router = useRouter()
  const { run, ...action } = useAction(setPasswordPolicy)
  const draft = usePolicyDraft(stored, typedWithAsking)
  const { typed, saved, dirty, change } = draft
  const { askEveryone, expires } = typed
  const values = valuesOf(typed)
  const errors = action.failure?.fields
  const expiryDays = expires ? numberOf(typed, 'expiryDays') : null
  const valid = isWhole(typed) && values.minimumLength >= stored.shortest
  const { impact, seeing, loading, showAnew } = useImpact(expiryDays !== saved.expiryDays && (expiryDays !== null || !expires) ? paths.api.passwordImpact(expiryDays) : null, atFirst)

  const save = async () => {
    const result = await run({ version: saved.version, previewed: impact.previewed, ...values, askEveryone })
    if (!result.ok) showAnew(result.error)
    if (!draft.settled(result, () => ({ ...saved, ...values, version: result.ok ? result.data.version : saved.version }))) return
    showToast({ text: askEveryone ? 'Password policy saved. Everybody is asked for a new password at the next sign-in.' : 'Password policy saved. It binds each password when it is changed next.' })
    router.refresh()
  }

  return (
    <PolicyForm draft={draft} action={action} form="password" labels={LABELS} what="password policy" theirWords={draft.theirs && whatPolicyMeans(draft.theirs)} reason={reason} seeing={seeing} save={save} note={dirty && !valid ? noteOn(values.minimumLength, stored.shortest) : undefined}>
      <PasswordRules typed={typed} shortest={stored.shortest} breachService={stored.breachService} errors={errors} reason={reason} onChange={change} />
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <NumberField id="password-historyLength" label="Not one of the last" help={`Of the same person’s passwords, from ${HISTORY_LENGTH.least} to ${HISTORY_LENGTH.most}.`} error={errors?.historyLength} value={typed.historyLength} reason={reason} onValue={(historyLength) => change({ historyLength })} />
        <div className="grid gap-3">
          <Checkbox label="Passwords expire" description="Whoever signs in with one that is too old sets a new one first." checked={expires} disabledReason={reason && ONLY_READ} onChange={(event) => change({ expires: event.target.checked })} />
          {expires ? <NumberField id="password-expiryDays" label="Days until it expires" help={`From ${EXPIRY_DAYS.least} to ${EXPIRY_DAYS.most}, counted from its last change.`} error={errors?.expiryDays} value={typed.expiryDays} reason={reason} onValue={(days) => change({ expiryDays: days })} /> : null}
        </div>
      </div>
      <PasswordSample policy={values} context={context} />
      {reason ? null : (
        <Checkbox label="Ask everyone to change at next sign-in" description="Once, when this is saved. Without it the policy binds each password when it is changed next." checked={askEveryone} onChange={(event) => change({ askEveryone: event.target.checked })} />
      )}
      <div aria-busy={loading}>
        <Callout tone={dirty && valid && (askEveryone || impact.dueUnder > atFirst.due) ? 'warn' : 'info'} title={dirty && valid ? 'What saving does' : 'As it is now'}>
          {whomItAsks(impact, { dirty: dirty && valid, askEveryone: askEveryone && valid })}
        </Callout>
      </div>
    </PolicyForm>
  )
}

function noteOn(minimumLength: number, shortest: number): string {
  return minimumLength >= 0 && minimumLength < shortest ? `A length below ${shortest} is possible only while the MFA policy requires a second factor of everyone.` : 'Write whole numbers within their ranges.'
}
