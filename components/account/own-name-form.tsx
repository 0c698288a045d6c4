'use client'

import { useRouter } from 'next/navigation'
import { useState, type FormEvent } from 'react'
import { FormActions } from '@/components/form/form-actions'
import { FormFailure } from '@/components/form/form-failure'
import { keepNewer } from '@/components/form/keep-newer'
import { SubmitButton } from '@/components/form/submit-button'
import { UnsavedGuard } from '@/components/form/unsaved-guard'
import { Button } from '@/components/ui/button'
import { Callout } from '@/components/ui/callout'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { showToast } from '@/components/ui/toast-store'
import { rename } from '@/lib/account/actions'
import { useAction } from '@/lib/actions/use-action'

interface Named {
  givenName: string
  familyName: string
  version: number
}

const LABELS = { givenName: 'First name', familyName: 'Last name' }
const same = (a: Omit<Named, 'version'>, b: Omit<Named, 'version'>) => a.givenName === b.givenName && a.familyName === b.familyName

/** One's own name. The save carries the version that was read; a newer one is shown, and nothing is lost on either side. */
export function OwnNameForm({ account }: { account: Named }) {
  const router = useRouter()
  const [read, setRead] = useState(account)
  const [typed, setTyped] = useState(account)
  const { run, pending, failure, clear } = useAction(rename)
  const dirty = !same(typed, read)
  // What the server drew anew is taken over, unless that would hide from the typist that somebody else was here.
  if (account.version > read.version && (!dirty || same(account, read))) {
    setRead(account)
    if (!dirty) setTyped(account)
  }
  const newer = failure?.code === 'conflict' ? (failure.details as unknown as Named) : null

  const save = async (version: number) => {
    const result = await run({ version, givenName: typed.givenName, familyName: typed.familyName })
    if (!result.ok) return
    const saved = { givenName: typed.givenName.trim(), familyName: typed.familyName.trim(), version: result.data.version }
    setRead(saved)
    setTyped((newest) => keepNewer(saved, { before: typed, typed: newest }))
    showToast({ text: 'Your name is saved.' })
    router.refresh()
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (dirty && !pending) void save(read.version)
  }
  const takeNewer = (from: Named) => {
    setRead(from)
    setTyped(from)
    clear()
    router.refresh()
  }

  return (
    <form onSubmit={submit} noValidate className="grid gap-4">
      {newer ? (
        <Callout
          tone="warn"
          live
          title="Your name was changed elsewhere in the meantime. Nothing was saved."
          actions={
            <>
              <Button size="sm" onClick={() => takeNewer(newer)}>
                Take the newer one
              </Button>
              <Button size="sm" pending={pending} onClick={() => void save(newer.version)}>
                Save mine
              </Button>
            </>
          }
        >
          It is now <strong className="font-medium">{`${newer.givenName} ${newer.familyName}`.trim()}</strong>; you wrote <strong className="font-medium">{`${typed.givenName} ${typed.familyName}`.trim()}</strong>.
        </Callout>
      ) : (
        <FormFailure failure={failure} form="own-name" labels={LABELS} />
      )}
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <Field label="First name" id="own-name-givenName" error={failure?.fields?.givenName}>
          {(control) => <Input {...control} autoComplete="given-name" value={typed.givenName} onChange={(event) => setTyped({ ...typed, givenName: event.target.value })} />}
        </Field>
        <Field label="Last name" id="own-name-familyName" error={failure?.fields?.familyName}>
          {(control) => <Input {...control} autoComplete="family-name" value={typed.familyName} onChange={(event) => setTyped({ ...typed, familyName: event.target.value })} />}
        </Field>
      </div>
      <FormActions note="Everyone who sees you in the console sees this name.">
        <SubmitButton pending={pending} disabledReason={dirty ? null : 'Change your name first.'}>
          Save name
        </SubmitButton>
      </FormActions>
      <UnsavedGuard dirty={dirty && !pending} />
    </form>
  )
}
