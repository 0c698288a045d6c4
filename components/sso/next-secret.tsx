'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { SubmitButton } from '@/components/form/submit-button'
import { FailureNotice } from '@/components/guard/failure-notice'
import { Button } from '@/components/ui/button'
import { CopyButton } from '@/components/ui/copy-button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { showToast } from '@/components/ui/toast-store'
import { useAction } from '@/lib/actions/use-action'
import { dropStagedSecret, proveConnection, replaceSecret, stageSecret } from '@/lib/sso/actions'
import { type OidcConnectionView } from '@/lib/sso/connection-view'

const NOTHING = { secret: '', secretExpires: '' }

/** The secret or key that is to follow the one in use: stored before it is needed, proved, and then put in use. */
export function NextSecret({ connection: { id: connectionId, version, clientAuth, staged, required } }: { connection: OidcConnectionView }) {
  const router = useRouter()
  const [stage, drop, replace, prove] = [useAction(stageSecret), useAction(dropStagedSecret), useAction(replaceSecret), useAction(proveConnection)]
  const [typed, setTyped] = useState(NOTHING)
  const [of, own] = [{ connectionId, version }, clientAuth === 'private_key_jwt']
  const keep = async () => {
    const result = await stage.run({ ...of, ...typed })
    if (result.ok) {
      setTyped(NOTHING)
      showToast({ text: own ? 'A new key is staged. Give the provider its public half.' : 'The next secret is staged.' })
    }
    router.refresh()
  }
  const setOut = async () => {
    const result = await prove.run({ ...of, withNext: true })
    if (result.ok) window.location.assign(result.data.url)
  }
  const take = async () => {
    const result = await replace.run(of)
    if (result.ok) showToast({ text: result.data.released ? 'In use. It is required no more: prove it again first.' : result.data.proved ? 'In use, and proved.' : 'In use. Prove it.' })
    router.refresh()
  }
  if (staged) {
    return (
      <div className="grid gap-3">
        <p className="text-ink-2">The next {own ? 'key' : 'secret'} is staged{staged.expiresAt ? `, and ends on ${new Date(staged.expiresAt).toISOString().slice(0, 10)}` : ''}. Once the provider takes it, prove it and put it in use within the hour{required ? '; then it stays required' : ''}.</p>
        {staged.publicKey ? (
          <p className="flex items-start gap-2">
            <code className="min-w-0 font-mono text-xs break-all select-all">{staged.publicKey}</code>
            <CopyButton text={staged.publicKey} label="Copy our next public key" />
          </p>
        ) : null}
        <div className="flex flex-wrap gap-2">
          <Button pending={prove.pending} onClick={() => void setOut()}>Prove what is next</Button>
          <Button pending={replace.pending} onClick={() => void take()}>Put in use</Button>
          <Button variant="ghost" pending={drop.pending} onClick={() => void drop.run(of).then(() => router.refresh())}>Discard</Button>
        </div>
        <FailureNotice failure={prove.failure ?? replace.failure ?? drop.failure} />
      </div>
    )
  }
  return (
    <form
      noValidate
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault()
        if (!stage.pending && (own || typed.secret !== '')) void keep()
      }}
    >
      {own ? (
        <p className="text-ink-3">A new key is made and kept beside the one in use. The address of our public key shows both.</p>
      ) : (
        <div className="grid items-start gap-4 sm:grid-cols-[1fr_auto]">
          <Field label="Next client secret" id="next-secret" error={stage.failure?.fields?.secret} help="Stored sealed. Nobody is signed in with it before it is put in use.">
            {(control) => <Input {...control} type="password" autoComplete="new-password" maxLength={2000} value={typed.secret} onChange={(event) => setTyped({ ...typed, secret: event.target.value })} />}
          </Field>
          <Field label="Expires on" id="next-secret-ends" optional error={stage.failure?.fields?.secretExpires} help="Empty: never.">
            {(control) => <Input {...control} type="date" value={typed.secretExpires} onChange={(event) => setTyped({ ...typed, secretExpires: event.target.value })} />}
          </Field>
        </div>
      )}
      {stage.failure?.fields ? null : <FailureNotice failure={stage.failure} />}
      <div>
        <SubmitButton variant="secondary" pending={stage.pending} disabledReason={own || typed.secret !== '' ? null : 'Write the secret first.'}>
          {own ? 'Make the next key' : 'Stage it'}
        </SubmitButton>
      </div>
    </form>
  )
}
