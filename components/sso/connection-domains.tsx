'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { FailureNotice } from '@/components/guard/failure-notice'
import { SubmitButton } from '@/components/form/submit-button'
import { Button } from '@/components/ui/button'
import { CopyButton } from '@/components/ui/copy-button'
import { EmptyState } from '@/components/ui/empty-state'
import { Field } from '@/components/ui/field'
import { FindInList } from '@/components/ui/find-in-list'
import { Input } from '@/components/ui/input'
import { Status } from '@/components/ui/status'
import { showToast } from '@/components/ui/toast-store'
import { useAction } from '@/lib/actions/use-action'
import { addConnectionDomain, confirmConnectionDomain, proveConnectionDomain, removeConnectionDomain } from '@/lib/sso/actions'
import { type BoundDomain } from '@/lib/sso/connection-view'
import { TXT_NAME } from '@/lib/sso/txt-name'

interface ConnectionDomainsProps {
  connectionId: string
  domains: readonly BoundDomain[]
  /** why they may only be read */
  reason: string | null
  /** whether a Client Owner looks at it: only they may confirm what DNS does not prove */
  owner: boolean
}

const STATES = { proved: ['good', 'Proved by DNS'], confirmed: ['warn', 'Confirmed, unproved'], open: ['neutral', 'Not bound yet'] } as const

/** Whose addresses belong to it. A domain counts once DNS shows that it is ours, or an owner says so. */
export function ConnectionDomains({ connectionId, domains, reason, owner }: ConnectionDomainsProps) {
  const router = useRouter()
  const { run, pending, failure } = useAction(addConnectionDomain)
  const [typed, setTyped] = useState('')
  const add = async () => {
    const result = await run({ connectionId, domain: typed })
    if (result.ok) setTyped('')
    router.refresh()
  }
  return (
    <div className="grid grid-cols-1 gap-4">
      {domains.length === 0 ? <EmptyState icon="mail" title="No domain yet">Without one it can be used, but never be required.</EmptyState> : null}
      <FindInList items={domains} textOf={({ domain, state }) => `${domain} ${STATES[state][1]}`} label="Find a domain">
        {(found) => (
          <ul className="grid grid-cols-1 gap-3">
            {found.map((domain) => (
              <li key={domain.domain}>
                <Domain connectionId={connectionId} bound={domain} reason={reason} owner={owner} />
              </li>
            ))}
          </ul>
        )}
      </FindInList>
      {reason ? null : (
        <form
          noValidate
          className="flex flex-wrap items-start gap-2"
          onSubmit={(event) => {
            event.preventDefault()
            if (!pending && typed.trim() !== '') void add()
          }}
        >
          <Field label="Domain" id="domain-domain" className="min-w-0 flex-1 basis-full sm:basis-56" error={failure?.fields?.domain} help="Exactly this one; name others one by one.">
            {(control) => <Input {...control} autoComplete="off" spellCheck={false} maxLength={300} placeholder="example.com" value={typed} onChange={(event) => setTyped(event.target.value)} />}
          </Field>
          <div className="sm:pt-6.5">
            <SubmitButton pending={pending} disabledReason={typed.trim() === '' ? 'Write a domain first.' : null}>
              Add domain
            </SubmitButton>
          </div>
        </form>
      )}
      {failure?.fields?.domain ? null : <FailureNotice failure={failure} />}
    </div>
  )
}

function Domain({ connectionId, bound: { domain, challenge, state }, reason, owner }: { connectionId: string; bound: BoundDomain; reason: string | null; owner: boolean }) {
  const router = useRouter()
  const prove = useAction(proveConnectionDomain)
  const confirm = useAction(confirmConnectionDomain)
  const remove = useAction(removeConnectionDomain)
  const [tone, words] = STATES[state]
  const act = async (action: typeof prove, done: string) => {
    // What an earlier try was refused for says nothing about this one.
    for (const { clear } of [prove, confirm, remove]) clear()
    const result = await action.run({ connectionId, domain })
    if (result.ok) showToast({ text: done })
    router.refresh()
  }
  return (
    <div className="grid grid-cols-1 gap-2 rounded-lg border px-3 py-2.5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <p className="min-w-0 flex-1 basis-40 font-medium wrap-anywhere">{domain}</p>
        <Status tone={tone}>{words}</Status>
        {reason ? null : (
          <span className="flex flex-wrap gap-2">
            {state === 'proved' ? null : <Button size="sm" pending={prove.pending} onClick={() => void act(prove, `${domain} is proved.`)}>Check DNS</Button>}
            {state === 'open' ? <Button size="sm" pending={confirm.pending} disabledReason={owner ? null : 'Only a Client Owner can confirm a domain that DNS does not prove.'} onClick={() => void act(confirm, `${domain} counts, unproved.`)}>Confirm unproved</Button> : null}
            <Button size="sm" variant="ghost" pending={remove.pending} onClick={() => void act(remove, `${domain} taken off.`)}>Remove</Button>
          </span>
        )}
      </div>
      {state === 'proved' ? null : (
        <dl className="grid grid-cols-[minmax(0,1fr)] items-center gap-x-3 text-xs text-ink-3 sm:grid-cols-[auto_minmax(0,1fr)]">
          <dt>TXT record</dt>
          <dd className="flex items-center gap-1">
            <code className="min-w-0 font-mono wrap-anywhere select-all">{TXT_NAME}.{domain}</code>
            <CopyButton text={`${TXT_NAME}.${domain}`} label={`Copy the name of the record of ${domain}`} />
          </dd>
          <dt>Its value</dt>
          <dd className="flex items-center gap-1">
            <code className="min-w-0 font-mono wrap-anywhere select-all">{challenge}</code>
            <CopyButton text={challenge} label={`Copy the value of the record of ${domain}`} />
          </dd>
        </dl>
      )}
      <FailureNotice failure={prove.failure ?? confirm.failure ?? remove.failure} />
    </div>
  )
}
