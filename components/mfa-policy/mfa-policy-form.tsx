'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useDeferredValue, useState } from 'react'
import { FormActions } from '@/components/form/form-actions'
import { FormFailure } from '@/components/form/form-failure'
import { SubmitButton } from '@/components/form/submit-button'
import { UnsavedGuard } from '@/components/form/unsaved-guard'
import { FailureNotice } from '@/components/guard/failure-notice'
import { Button } from '@/components/ui/button'
import { Callout } from '@/components/ui/callout'
import { Checkbox } from '@/components/ui/checkbox'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { RadioGroup } from '@/components/ui/radio-group'
import { showToast } from '@/components/ui/toast-store'
import { whyNobodyIsLeft } from '@/components/ways-in/ways-in-panel'
import { WaysInSection } from '@/components/ways-in/ways-in-section'
import { useAction } from '@/lib/actions/use-action'
import { type RoleKey } from '@/lib/authz/policy'
import { countOf } from '@/lib/format/count'
import { setMfaPolicy } from '@/lib/mfa-policy/actions'
import { type MfaImpact, type MfaPolicyView } from '@/lib/mfa-policy/data'
import { FACTOR_KINDS, FACTOR_LABELS, GRACE_DAYS, STEP_UP_MINUTES } from '@/lib/mfa-policy/policy-bounds'
import { mfaImpactQuery } from '@/lib/mfa-policy/queries'
import { type Previewed } from '@/lib/preview/refuse-other-preview'
import { whatPolicyMeans } from './policy-words'
import { policyOf, typedOf, type TypedPolicy } from './typed-policy'
import { RoleChoices } from './role-choices'

const NUMBERS = `Write whole days from ${GRACE_DAYS.least} to ${GRACE_DAYS.most}, whole minutes from ${STEP_UP_MINUTES.least} to ${STEP_UP_MINUTES.most}, and allow one kind of second factor at least.`

interface MfaPolicyFormProps {
  stored: MfaPolicyView
  impact: Previewed<MfaImpact>
  /** why it may only be read */
  reason: string | null
}

/** Of whom a second factor is asked, and what saving it would do to whom. */
export function MfaPolicyForm({ stored, impact: atFirst, reason }: MfaPolicyFormProps) {
  const router = useRouter()
  const { run, pending, failure, clear } = useAction(setMfaPolicy)
  const [saved, setSaved] = useState(stored)
  const [typed, setTyped] = useState<TypedPolicy>(() => typedOf(stored))
  const [theirs, setTheirs] = useState<MfaPolicyView | null>(null)
  const values = policyOf(typed)
  const dirty = JSON.stringify(typed) !== JSON.stringify(typedOf(saved))
  if (stored.version > saved.version && !dirty) {
    setSaved(stored)
    setTyped(typedOf(stored))
  }
  const asked = useDeferredValue(values)
  const preview = useQuery({ ...mfaImpactQuery(asked ?? saved), enabled: dirty && asked !== null })
  const impact = (dirty ? preview.data : null) ?? atFirst
  // Saved is what was seen: not before the preview of exactly these values is there.
  const seen = values !== null && !preview.isPlaceholderData && JSON.stringify(asked) === JSON.stringify(values) ? preview.data : undefined
  const nobodyLeft = dirty && seen ? whyNobodyIsLeft(seen.ways) : null
  const queries = useQueryClient()
  const change = (part: Partial<TypedPolicy>) => setTyped((before) => ({ ...before, ...part }))

  const save = async () => {
    const result = await run({ version: saved.version, previewed: (seen ?? atFirst).previewed, ...(values ?? { ...saved, graceDays: Number(typed.graceDays), stepUpMinutes: Number(typed.stepUpMinutes), allowedFactors: typed.allowedFactors }) })
    if (result.ok) {
      if (values) setSaved({ ...values, version: result.data.version })
      showToast({ text: result.data.owners < 2 ? 'MFA policy saved. Only one usable Client Owner is left.' : 'MFA policy saved. It counts from now on.' })
      router.refresh()
    } else if (result.error.code === 'conflict') {
      const { current, preview: anew } = (result.error.details ?? {}) as { current?: MfaPolicyView; preview?: Previewed<MfaImpact> }
      setTheirs(current ?? null)
      if (anew && values) queries.setQueryData(mfaImpactQuery(values).queryKey, anew)
    }
  }
  const settle = (next: TypedPolicy) => {
    if (theirs) setSaved(theirs)
    setTyped(next)
    setTheirs(null)
    clear()
  }

  return (
    <form
      noValidate
      className="grid gap-6"
      onSubmit={(event) => {
        event.preventDefault()
        if (!pending && dirty && !theirs && !reason && (values === null || seen) && !nobodyLeft) void save()
      }}
    >
      <UnsavedGuard dirty={dirty && !pending} />
      {theirs ? (
        <Callout
          tone="warn"
          live
          title="Somebody else changed the MFA policy while you had it open. Nothing of yours was saved yet."
          actions={
            <>
              <Button size="sm" onClick={() => settle(typedOf(theirs))}>
                Take theirs
              </Button>
              <Button size="sm" onClick={() => settle(typed)}>
                Go on with mine
              </Button>
            </>
          }
        >
          {whatPolicyMeans(theirs)}
        </Callout>
      ) : (
        <FormFailure failure={failure?.fields ? failure : null} form="mfa" />
      )}
      <RadioGroup
        legend="Who needs a second factor"
        name="mfa-whom"
        value={typed.whom}
        onChange={(event) => change({ whom: event.target.value as TypedPolicy['whom'] })}
        options={[
          { value: 'nobody', label: 'Nobody', description: 'Except Client Security Admin, who always needs one.', disabledReason: reason },
          { value: 'roles', label: 'Holders of certain roles', disabledReason: reason },
          { value: 'everyone', label: 'Everyone', description: withoutFactor(impact.everyone), disabledReason: reason },
        ]}
      />
      {typed.whom === 'roles' ? <RoleChoices chosen={typed.roles} impact={impact} reason={reason} onChange={(roles: RoleKey[]) => change({ roles })} /> : null}
      <fieldset id="mfa-allowedFactors" className="grid gap-2" tabIndex={-1}>
        <legend className="mb-1.5 text-sm font-medium">Second factors that count</legend>
        {FACTOR_KINDS.map((kind) => (
          <Checkbox
            key={kind}
            label={FACTOR_LABELS[kind]}
            description={kind === 'totp' ? 'A code of six digits that changes every 30 seconds.' : 'The lock of a phone or computer, or a security key. Resists phishing.'}
            checked={typed.allowedFactors.includes(kind)}
            disabledReason={reason}
            onChange={(event) => change({ allowedFactors: FACTOR_KINDS.filter((one) => (one === kind ? event.target.checked : typed.allowedFactors.includes(one))) })}
          />
        ))}
        <p className="text-xs text-ink-3">A recovery code counts in place of either.</p>
      </fieldset>
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <Field label="Days of grace" id="mfa-graceDays" error={failure?.fields?.graceDays} help="Counted for each person from their first sign-in under the policy, once. Whoever is invited now enrols while activating. Client Security Admin has none.">
          {(control) => <Input {...control} type="text" inputMode="numeric" autoComplete="off" maxLength={3} className="max-w-24" disabled={reason !== null} value={typed.graceDays} onChange={(event) => change({ graceDays: event.target.value })} />}
        </Field>
        <Field label="Minutes a proof of identity lasts" id="mfa-stepUpMinutes" error={failure?.fields?.stepUpMinutes} help={`Sensitive actions ask again after it. From ${STEP_UP_MINUTES.least} to ${STEP_UP_MINUTES.most}.`}>
          {(control) => <Input {...control} type="text" inputMode="numeric" autoComplete="off" maxLength={3} className="max-w-24" disabled={reason !== null} value={typed.stepUpMinutes} onChange={(event) => change({ stepUpMinutes: event.target.value })} />}
        </Field>
      </div>
      {values === null ? (
        <Callout tone="neutral" title="Not all of this can be saved, so what it would do is not said yet.">
          {NUMBERS}
        </Callout>
      ) : (
        <ImpactNotice impact={impact} dirty={dirty} graceDays={values.graceDays} loading={dirty && preview.isFetching} />
      )}
      {dirty && preview.isError ? (
        <Callout tone="warn" live title="What saving would do could not be worked out." actions={<Button size="sm" onClick={() => void preview.refetch()}>Try again</Button>}>
          Nothing is saved unseen.
        </Callout>
      ) : null}
      <WaysInSection id="mfa-ways" ways={impact.ways} changing={dirty} />
      {/* Where one looks who has pressed the button. */}
      {theirs || failure?.fields ? null : <FailureNotice failure={failure} />}
      {reason ? null : (
        <FormActions>
          <SubmitButton pending={pending} disabledReason={theirs ? 'Decide above which policy to keep.' : !dirty ? 'Change the policy first.' : values !== null && !seen ? 'What saving would do is being worked out.' : nobodyLeft}>
            Save policy
          </SubmitButton>
        </FormActions>
      )}
    </form>
  )
}

function withoutFactor({ people, without }: { people: number; without: number }): string {
  return `${people === 1 ? '1 person' : `${people.toLocaleString('en')} people`}, ${without === 0 ? 'all with a factor that counts' : `${without.toLocaleString('en')} without a factor that counts`}.`
}

function ImpactNotice({ impact, dirty, graceDays, loading }: { impact: MfaImpact; dirty: boolean; graceDays: number; loading: boolean }) {
  const { asked, waiting, ways: { usable } } = impact
  const later = asked - waiting
  const text = [
    asked === 0 ? 'Everybody it asks has a factor that counts.' : `${asked === 1 ? '1 person has' : `${asked.toLocaleString('en')} people have`} no factor that counts:`,
    waiting > 0 ? `${waiting.toLocaleString('en')} ${waiting === 1 ? 'loses' : 'lose'} what these roles give until they enrol${dirty ? ', from the next request on' : ''}.` : '',
    later > 0 ? `${later.toLocaleString('en')} ${later === 1 ? 'has' : 'have'} ${countOf(graceDays, 'day')} from their first sign-in under it.` : '',
  ]
  return (
    <div aria-busy={loading}>
      <Callout tone={usable.under === 0 ? 'danger' : waiting > 0 || usable.under < usable.now ? 'warn' : 'info'} title={dirty ? 'What saving does' : 'As it is now'}>
        {text.filter(Boolean).join(' ')}
      </Callout>
    </div>
  )
}
