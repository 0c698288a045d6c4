'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { FormActions } from '@/components/form/form-actions'
import { FormFailure } from '@/components/form/form-failure'
import { SubmitButton } from '@/components/form/submit-button'
import { UnsavedGuard } from '@/components/form/unsaved-guard'
import { Button } from '@/components/ui/button'
import { Callout } from '@/components/ui/callout'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { showToast } from '@/components/ui/toast-store'
import { useAction } from '@/lib/actions/use-action'
import { renameTenant } from '@/lib/tenant-settings/actions'

interface Saved { name: string; version: number }

/** What the tenant is called. What somebody else saved in the meantime is shown, and decided on. */
export function RenameTenantForm({ name, version }: Saved) {
  const router = useRouter()
  const { run, pending, failure, clear } = useAction(renameTenant)
  const [saved, setSaved] = useState<Saved>({ name, version })
  const [typed, setTyped] = useState(name)
  const dirty = typed.trim() !== saved.name
  const theirs = failure?.code === 'conflict' ? (failure.details?.current as Saved | undefined) : undefined
  const settle = (next: string, onTopOf: Saved) => {
    setSaved(onTopOf)
    setTyped(next)
    clear()
  }
  const save = async () => {
    const result = await run({ version: saved.version, name: typed })
    if (!result.ok) return
    setSaved({ name: typed.trim(), version: result.data.version })
    showToast({ text: 'Name saved.' })
    router.refresh()
  }
  return (
    <form
      noValidate
      className="grid gap-5"
      onSubmit={(event) => {
        event.preventDefault()
        if (!pending && dirty) void save()
      }}
    >
      <UnsavedGuard dirty={dirty && !pending} />
      {theirs ? (
        <Callout
          tone="warn"
          live
          title="Somebody else changed the settings while you had them open. Nothing of yours was saved yet."
          actions={
            <>
              <Button size="sm" onClick={() => settle(theirs.name, theirs)}>
                Take theirs
              </Button>
              <Button size="sm" onClick={() => settle(typed, theirs)}>
                Go on with mine
              </Button>
            </>
          }
        >
          The name is “{theirs.name}” now; yours is “{typed}”.
        </Callout>
      ) : (
        <FormFailure failure={failure} form="tenant" />
      )}
      <Field label="Name" id="tenant-name" error={failure?.fields?.name} help="Shown in the console and in every mail.">
        {(control) => <Input {...control} value={typed} maxLength={400} autoComplete="off" dir="auto" onChange={(event) => setTyped(event.target.value)} />}
      </Field>
      <FormActions>
        <SubmitButton pending={pending} disabledReason={theirs ? 'Decide above which name to keep.' : dirty ? null : 'Change the name first.'}>
          Save name
        </SubmitButton>
      </FormActions>
    </form>
  )
}
