'use client'

import { useRef, useState } from 'react'
import { FormFailure } from '@/components/form/form-failure'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Textarea } from '@/components/ui/textarea'
import { showToast } from '@/components/ui/toast-store'
import { useAction } from '@/lib/actions/use-action'
import { readSamlMetadata } from '@/lib/sso/actions'
import { type SamlMetadataView } from '@/lib/sso/read-saml-metadata'

const MOST_BYTES = 90_000

interface ReadMetadataProps {
  connectionId: string
  /** the address it was read from before */
  url: string
  onRead: (said: SamlMetadataView) => void
}

/** Fills the form in from the provider's metadata: an address, a pasted text or a file. Nothing is stored before the form is saved. */
export function ReadMetadata({ connectionId, url, onRead }: ReadMetadataProps) {
  const { run, pending, failure } = useAction(readSamlMetadata)
  const [source, setSource] = useState(url)
  const file = useRef<HTMLInputElement>(null)
  const [tooLong, setTooLong] = useState(false)
  const read = async () => {
    const result = await run({ connectionId, source })
    if (!result.ok) return
    onRead(result.data)
    showToast({ text: 'Filled in below. Look at it, and save.' })
  }
  const take = async (chosen: File) => {
    setTooLong(chosen.size > MOST_BYTES)
    if (chosen.size <= MOST_BYTES) setSource(await chosen.text().catch(() => ''))
  }
  const long = tooLong || source.length > MOST_BYTES
  return (
    <div className="grid gap-3">
      <FormFailure failure={failure} form="metadata" />
      <Field label="Metadata of the provider" id="metadata-source" error={long ? 'This is too long to send. Give the address of the metadata instead.' : failure?.fields?.source} help="Its address, or the XML itself. It fills the fields below in; nothing is stored before you save.">
        {(control) => <Textarea {...control} rows={3} spellCheck={false} className="font-mono text-xs" placeholder="https://idp.example.com/metadata" value={source} onChange={(event) => { setTooLong(false); setSource(event.target.value) }} />}
      </Field>
      <div className="flex flex-wrap items-center gap-3">
        <Button pending={pending} disabledReason={source.trim() === '' ? 'Give an address or paste the metadata first.' : long ? 'This is too long to send.' : null} onClick={() => void read()}>
          Read metadata
        </Button>
        <input
          ref={file}
          type="file"
          accept=".xml,application/xml,text/xml,application/samlmetadata+xml"
          aria-label="Metadata file"
          className="sr-only"
          tabIndex={-1}
          onChange={(event) => {
            const chosen = event.target.files?.[0]
            event.target.value = ''
            if (chosen) void take(chosen)
          }}
        />
        <Button variant="ghost" icon="upload" onClick={() => file.current?.click()}>
          Choose a file
        </Button>
      </div>
    </div>
  )
}
