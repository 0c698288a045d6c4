'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { FormFailure } from '@/components/form/form-failure'
import { SubmitButton } from '@/components/form/submit-button'
import { FailureNotice } from '@/components/guard/failure-notice'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Textarea } from '@/components/ui/textarea'
import { showToast } from '@/components/ui/toast-store'
import { useAction } from '@/lib/actions/use-action'
import { dropStagedCertificates, proveConnection, replaceCertificates, stageCertificates } from '@/lib/sso/actions'
import { type SamlConnectionView } from '@/lib/sso/connection-view'
import { Certificate } from './certificate'

interface ConnectionCertificatesProps {
  connection: SamlConnectionView
  /** why it may only be read */
  reason: string | null
  /** epoch milliseconds of the request */
  now: number
}

/** What an assertion is verified with, when that ends, and what is to follow it. */
export function ConnectionCertificates({ connection: { id: connectionId, version, certificates, staged, required }, reason, now }: ConnectionCertificatesProps) {
  const router = useRouter()
  const [stage, drop, replace, prove] = [useAction(stageCertificates), useAction(dropStagedCertificates), useAction(replaceCertificates), useAction(proveConnection)]
  const [typed, setTyped] = useState('')
  const of = { connectionId, version }
  const keep = async () => {
    const result = await stage.run({ ...of, certificates: typed })
    if (result.ok) setTyped('')
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
  return (
    <div className="grid gap-4">
      <ul className="grid gap-2">{certificates.map((certificate) => <li key={certificate.fingerprint}><Certificate certificate={certificate} now={now} /></li>)}</ul>
      {staged.length > 0 ? (
        <div className="grid gap-3 border-t pt-4">
          <p className="font-medium">Next</p>
          <ul className="grid gap-2">{staged.map((certificate) => <li key={certificate.fingerprint}><Certificate certificate={certificate} now={now} /></li>)}</ul>
          <p className="text-ink-3">
            Once the provider signs with {staged.length === 1 ? 'it' : 'them'}, prove {staged.length === 1 ? 'it' : 'them'} and put {staged.length === 1 ? 'it' : 'them'} in use within the hour{required ? '; then it stays required' : ''}. Everybody who is linked confirms it once by a mailed link.
          </p>
          {reason ? null : (
            <div className="flex flex-wrap gap-2">
              <Button pending={prove.pending} onClick={() => void setOut()}>Prove what is next</Button>
              <Button pending={replace.pending} onClick={() => void take()}>Put in use</Button>
              <Button variant="ghost" pending={drop.pending} onClick={() => void drop.run(of).then(() => router.refresh())}>Discard</Button>
            </div>
          )}
          <FailureNotice failure={prove.failure ?? replace.failure ?? drop.failure} />
        </div>
      ) : null}
      {reason ? null : (
        <details className="rounded-lg border px-4 py-3">
          <summary className="cursor-pointer font-medium">{staged.length > 0 ? 'Stage others' : 'Stage the next certificate'}</summary>
          <form
            noValidate
            className="mt-4 grid gap-4"
            onSubmit={(event) => {
              event.preventDefault()
              if (!stage.pending && typed.trim() !== '') void keep()
            }}
          >
            <FormFailure failure={stage.failure} form="staged" />
            <Field label="Certificates the provider is to sign with" id="staged-certificates" error={stage.failure?.fields?.certificates} help="As PEM. Nobody is signed in by them before they are put in use.">
              {(control) => <Textarea {...control} rows={3} spellCheck={false} className="font-mono text-xs" value={typed} onChange={(event) => setTyped(event.target.value)} />}
            </Field>
            <div><SubmitButton pending={stage.pending} disabledReason={typed.trim() === '' ? 'Paste a certificate first.' : null}>Stage</SubmitButton></div>
          </form>
        </details>
      )}
    </div>
  )
}
