'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { SubmitButton } from '@/components/form/submit-button'
import { FailureNotice } from '@/components/guard/failure-notice'
import { Field } from '@/components/ui/field'
import { Select } from '@/components/ui/select'
import { showToast } from '@/components/ui/toast-store'
import { useAction } from '@/lib/actions/use-action'
import { nameConnectionProver } from '@/lib/sso/actions'
import { type ProverView } from '@/lib/sso/name-prover'

/** Has another owner prove it: for whoever has no account at the provider. */
export function NameProver({ connectionId, version, prover: { proverId, owners } }: { connectionId: string; version: number; prover: ProverView }) {
  const router = useRouter()
  const { run, pending, failure } = useAction(nameConnectionProver)
  const [chosen, setChosen] = useState(proverId ?? '')
  const name = owners.find(({ id }) => id === chosen)?.name
  const save = async () => {
    const result = await run({ connectionId, version, proverId: chosen === '' ? null : chosen })
    if (result.ok) showToast({ text: name ? `${name} is asked by mail to prove it.` : 'Nobody else proves it any more.' })
    router.refresh()
  }
  if (owners.length === 0) return null
  return (
    <form
      noValidate
      className="grid gap-2 border-t pt-4"
      onSubmit={(event) => {
        event.preventDefault()
        if (!pending && chosen !== (proverId ?? '')) void save()
      }}
    >
      <div className="flex flex-wrap items-start gap-2">
        <Field label="Another owner proves it in your place" id="sso-prover" className="min-w-0 flex-1 basis-full sm:basis-56" help="Their round trip counts for whoever requires it.">
          {(control) => <Select {...control} value={chosen} onChange={(event) => setChosen(event.target.value)} options={[{ value: '', label: 'Nobody' }, ...owners.map((owner) => ({ value: owner.id, label: owner.name }))]} />}
        </Field>
        <div className="sm:pt-6.5">
          <SubmitButton variant="secondary" pending={pending} disabledReason={chosen === (proverId ?? '') ? 'Choose somebody else first.' : null}>
            {chosen === '' && proverId ? 'Take it back' : 'Ask them'}
          </SubmitButton>
        </div>
      </div>
      <FailureNotice failure={failure} />
    </form>
  )
}
