'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { showToast } from '@/components/ui/toast-store'
import { useAction } from '@/lib/actions/use-action'
import { paths } from '@/lib/paths'
import { createSamlConnection, updateSamlConnection } from '@/lib/sso/actions'
import { type SamlConnectionView } from '@/lib/sso/connection-view'
import { NewConnectionShell, SavedConnectionShell } from './connection-shell'
import { ReadMetadata } from './read-metadata'
import { SamlFields } from './saml-fields'
import { NOTHING_TYPED, settingsOf, typedOf, type TypedSaml } from './typed-saml'
import { useConnectionDraft } from './use-connection-draft'

/** Adds a SAML identity provider. @param connectionId made with the page: what the provider's form wants depends on it */
export function NewSamlForm({ connectionId }: { connectionId: string }) {
  const router = useRouter()
  const { run, pending, failure } = useAction(createSamlConnection)
  const [typed, setTyped] = useState(NOTHING_TYPED)
  const [done, setDone] = useState(false)
  const change = (part: Partial<TypedSaml>) => setTyped((before) => ({ ...before, ...part }))
  const save = async () => {
    const result = await run({ connectionId, ...settingsOf(typed) })
    if (!result.ok) return
    setDone(true)
    showToast({ text: `${typed.name.trim()} added. Prove it before you require it.` })
    router.push(paths.connection(connectionId))
  }
  const missing = [typed.name, typed.entityId, typed.signOnUrl, typed.certificates].some((text) => text.trim() === '') ? 'Give name, entity id, sign-on address and certificate first.' : null
  return (
    <NewConnectionShell failure={failure} pending={pending} touched={typed !== NOTHING_TYPED} done={done} missing={missing} onSave={save} above={<ReadMetadata connectionId={connectionId} url="" onRead={change} />}>
      <SamlFields typed={typed} errors={failure?.fields ?? {}} disabled={false} onChange={change} />
    </NewConnectionShell>
  )
}

/** Changes one. @param reason why it may only be read */
export function SamlForm({ connection, reason }: { connection: SamlConnectionView; reason: string | null }) {
  const router = useRouter()
  const { run, pending, failure } = useAction(updateSamlConnection)
  const { typed, version, dirty, change, saved } = useConnectionDraft(connection.version, typedOf(connection))
  const material = (['entityId', 'signOnUrl', 'certificates'] as const).some((name) => typed[name].trim() !== typedOf(connection)[name].trim())
  const save = async () => {
    const result = await run({ connectionId: connection.id, version, ...settingsOf(typed) })
    router.refresh()
    if (!result.ok) return
    saved()
    showToast({ text: result.data.released ? `${typed.name.trim()} saved. It is required no more: prove it again first.` : `${typed.name.trim()} saved.` })
  }
  const note = dirty && material ? `What it is believed by changes: it has to be proved again${connection.required ? ', until then it is required of nobody' : ''}, and everybody who is linked confirms it once by a mailed link.` : null
  return (
    <SavedConnectionShell failure={failure} pending={pending} dirty={dirty} reason={reason} note={note} onSave={save} above={reason ? null : <ReadMetadata connectionId={connection.id} url={connection.metadataUrl} onRead={change} />}>
      <SamlFields typed={typed} errors={failure?.fields ?? {}} disabled={reason !== null} onChange={change} />
    </SavedConnectionShell>
  )
}
