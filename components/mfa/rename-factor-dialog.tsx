'use client'

import { useRouter } from 'next/navigation'
import { useId, useState, type FormEvent } from 'react'
import { FormFailure } from '@/components/form/form-failure'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { showToast } from '@/components/ui/toast-store'
import { useAction } from '@/lib/actions/use-action'
import { renameFactor } from '@/lib/mfa/actions'
import { type FactorView } from '@/lib/mfa/data'

/** Another name for a second factor. */
export function RenameFactorDialog({ factor, onClose }: { factor: FactorView; onClose: () => void }) {
  const router = useRouter()
  const formId = useId()
  const [name, setName] = useState(factor.name)
  const { run, pending, failure } = useAction(renameFactor)
  const same = name.trim() === factor.name
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (pending || same) return
    const result = await run({ factorId: factor.id, name })
    if (!result.ok) return
    onClose()
    showToast({ text: `Renamed to “${name.trim()}”.` })
    router.refresh()
  }
  return (
    <Dialog
      open
      onClose={onClose}
      locked={pending}
      size="sm"
      title={`Rename “${factor.name}”`}
      footer={
        <>
          <Button onClick={onClose} disabledReason={pending ? 'Wait until this is done.' : null}>
            Cancel
          </Button>
          <Button type="submit" form={formId} variant="primary" pending={pending} disabledReason={same ? 'Write another name first.' : null}>
            Rename
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={(event) => void submit(event)} noValidate className="grid gap-4">
        <FormFailure failure={failure} form="rename-factor" />
        <Field label="Name" id="rename-factor-name" error={failure?.fields?.name}>
          {(control) => <Input {...control} type="text" autoComplete="off" maxLength={60} value={name} onChange={(event) => setName(event.target.value)} data-autofocus />}
        </Field>
      </form>
    </Dialog>
  )
}
