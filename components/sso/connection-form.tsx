'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { showToast } from '@/components/ui/toast-store'
import { useAction } from '@/lib/actions/use-action'
import { paths } from '@/lib/paths'
import { createConnection, updateConnection } from '@/lib/sso/actions'
import { type OidcConnectionView } from '@/lib/sso/connection-view'
import { ConnectionFields } from './connection-fields'
import { NewConnectionShell, SavedConnectionShell } from './connection-shell'
import { NOTHING_TYPED, settingsOf, typedOf } from './typed-connection'
import { useConnectionDraft } from './use-connection-draft'

/** Adds an identity provider. @param connectionId made with the page: what the provider's form wants depends on it */
export function NewConnectionForm({ connectionId }: { connectionId: string }) {
  const router = useRouter()
  const { run, pending, failure } = useAction(createConnection)
  const [typed, setTyped] = useState(NOTHING_TYPED)
  const [done, setDone] = useState(false)
  const save = async () => {
    const result = await run({ connectionId, ...settingsOf(typed) })
    if (!result.ok) return
    setDone(true)
    showToast({ text: `${typed.name.trim()} added. Prove it before you require it.` })
    router.push(paths.connection(connectionId))
  }
  const missing = typed.name.trim() === '' || typed.issuer.trim() === '' || typed.clientId.trim() === '' ? 'Give name, issuer and client id first.' : null
  return (
    <NewConnectionShell failure={failure} pending={pending} touched={typed !== NOTHING_TYPED} done={done} missing={missing} onSave={save}>
      <ConnectionFields typed={typed} errors={failure?.fields ?? {}} hasSecret={false} disabled={false} onChange={(part) => setTyped((before) => ({ ...before, ...part }))} />
    </NewConnectionShell>
  )
}

/** Changes one. @param reason why it may only be read */
export function ConnectionForm({ connection, reason }: { connection: OidcConnectionView; reason: string | null }) {
  const router = useRouter()
  const { run, pending, failure } = useAction(updateConnection)
  const { typed, version, dirty, change, saved } = useConnectionDraft(connection.version, typedOf(connection))
  const material = typed.issuer !== connection.issuer || typed.clientId !== connection.clientId || typed.clientAuth !== connection.clientAuth || typed.subject !== connection.subject || typed.secret !== ''
  const save = async () => {
    const result = await run({ connectionId: connection.id, version, ...settingsOf(typed) })
    router.refresh()
    if (!result.ok) return
    saved({ secret: '' })
    showToast({ text: result.data.released ? `${typed.name.trim()} saved. It is required no more: prove it again first.` : `${typed.name.trim()} saved.` })
  }
  const note = dirty && material ? `What it is made of changes: it has to be proved again${connection.required ? ', and until then it is required of nobody' : ''}.` : null
  return (
    <SavedConnectionShell failure={failure} pending={pending} dirty={dirty} reason={reason} note={note} onSave={save}>
      <ConnectionFields typed={typed} errors={failure?.fields ?? {}} hasSecret={connection.credential !== null && connection.clientAuth !== 'private_key_jwt'} disabled={reason !== null} onChange={change} />
    </SavedConnectionShell>
  )
}
