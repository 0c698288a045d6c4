'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { FailureNotice } from '@/components/guard/failure-notice'
import { Time } from '@/components/shell/time'
import { Button } from '@/components/ui/button'
import { Callout } from '@/components/ui/callout'
import { Card } from '@/components/ui/card'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { EmptyState } from '@/components/ui/empty-state'
import { showToast } from '@/components/ui/toast-store'
import { useAction } from '@/lib/actions/use-action'
import { beginOwnLink, linkOwnIdentity, unlinkOwnIdentity } from '@/lib/sso/actions'
import { type OwnIdentities, type OwnIdentity } from '@/lib/sso/own-identities'

interface OwnSignInsProps extends OwnIdentities {
  tenantName: string
  /** epoch milliseconds of the request */
  now: number
  zone: string
}

/** The identity providers one can sign in with, and those one could. */
export function OwnSignIns({ linked, others, waiting, tenantName, now, zone }: OwnSignInsProps) {
  return (
    <>
      {waiting ? <WaitingLink waiting={waiting} tenantName={tenantName} /> : null}
      <Card title="Linked sign-ins" description={`Ways to sign in to ${tenantName} besides what it knows of you itself.`} flush>
        {linked.length === 0 ? <EmptyState icon="key" title="None is linked">{others.length === 0 ? `${tenantName} has no identity provider that you could use.` : 'Link one below, or sign in with it: a link is mailed to you then.'}</EmptyState> : null}
        <ul className="divide-y">
          {linked.map((identity) => (
            <li key={identity.id} className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
              <div className="min-w-0 flex-1 basis-48">
                <p className="truncate font-medium">{identity.connectionName}</p>
                <p className="text-xs break-words text-ink-3">
                  {identity.shownEmail ? <bdi>{identity.shownEmail}</bdi> : null}{identity.shownEmail ? ', ' : ''}linked <Time at={identity.linkedAt} now={now} zone={zone} />
                  {identity.lastUsedAt ? <>, last used <Time at={identity.lastUsedAt} now={now} zone={zone} /></> : null}
                </p>
              </div>
              <Unlink identity={identity} tenantName={tenantName} />
            </li>
          ))}
        </ul>
      </Card>
      {others.length > 0 ? (
        <Card title="Link another">
          <ul className="grid grid-cols-1 gap-2">
            {others.map((connection) => (
              <li key={connection.id}><Begin connection={connection} /></li>
            ))}
          </ul>
        </Card>
      ) : null}
    </>
  )
}

function Begin({ connection: { id, name } }: { connection: { id: string; name: string } }) {
  const { run, pending, failure } = useAction(beginOwnLink)
  const begin = async () => {
    const result = await run({ connectionId: id })
    if (result.ok) window.location.assign(result.data.url)
  }
  return (
    <div className="grid gap-2">
      <div><Button icon="key" className="h-auto min-h-8 max-w-full py-1.5" pending={pending} onClick={() => void begin()}><span className="min-w-0 text-left break-words whitespace-normal">Link {name}</span></Button></div>
      <FailureNotice failure={failure} />
    </div>
  )
}

function WaitingLink({ waiting: { requestId, connectionName, shownEmail, subject }, tenantName }: { waiting: NonNullable<OwnIdentities['waiting']>; tenantName: string }) {
  const router = useRouter()
  const { run, pending, failure } = useAction(linkOwnIdentity)
  const link = async () => {
    const result = await run({ requestId })
    if (result.ok) showToast({ text: `${connectionName} is linked.` })
    router.refresh()
  }
  return (
    <Callout tone="warn" title={`Link ${shownEmail ?? subject} at ${connectionName}?`} actions={<Button size="sm" variant="primary" pending={pending} onClick={() => void link()}>Link it</Button>}>
      Whoever signs in there as this signs in to {tenantName} as you. If it is not you, leave this page.
      <FailureNotice failure={failure} />
    </Callout>
  )
}

function Unlink({ identity: { id, connectionName }, tenantName }: { identity: OwnIdentity; tenantName: string }) {
  const router = useRouter()
  const { run, pending, failure, clear } = useAction(unlinkOwnIdentity)
  const [asking, setAsking] = useState(false)
  const unlink = async () => {
    const result = await run({ identityId: id })
    if (!result.ok) return
    setAsking(false)
    showToast({ text: `${connectionName} is linked no more.` })
    router.refresh()
  }
  return (
    <>
      <Button size="sm" onClick={() => { clear(); setAsking(true) }}>Unlink</Button>
      <ConfirmDialog open={asking} onClose={() => setAsking(false)} onConfirm={() => void unlink()} title={`Unlink ${connectionName}?`} consequence={`You can no longer sign in to ${tenantName} with it, until you link it again. Your other sessions that came through it end.`} verb="Unlink it" pending={pending}>
        <FailureNotice failure={failure} />
      </ConfirmDialog>
    </>
  )
}
