'use client'

import { useRouter } from 'next/navigation'
import { useCallback, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/empty-state'
import { showToast } from '@/components/ui/toast-store'
import { ROLES } from '@/lib/authz/policy'
import { type FactorDue } from '@/lib/home/factor-due'
import { type FactorView, type OwnFactorsView } from '@/lib/mfa/data'
import { AddAuthenticatorDialog } from './add-authenticator-dialog'
import { AddPasskeyDialog } from './add-passkey-dialog'
import { FactorRow } from './factor-row'
import { FactorsDue } from './factors-due'
import { RecoveryCodesCard } from './recovery-codes-card'
import { RecoveryCodesDialog } from './recovery-codes-dialog'
import { RemoveFactorDialog } from './remove-factor-dialog'
import { RenameFactorDialog } from './rename-factor-dialog'

interface OwnFactorsProps {
  view: OwnFactorsView
  due: FactorDue | null
  email: string
  tenantName: string
  /** this one, as a name for a passkey */
  device: string
  now: number
  zone: string
}

type Asking = { what: 'add-app' | 'add-passkey' } | { what: 'rename' | 'remove'; factor: FactorView }

const list = new Intl.ListFormat('en')
const NOT_ALLOWED = { totp: 'The MFA policy of your tenant does not allow authenticator apps.', passkey: 'The MFA policy of your tenant does not allow passkeys.' }

/** One's own second factors: add, rename and remove them, and the codes for the day none is at hand. */
export function OwnFactors({ view, due, email, tenantName, device, now, zone }: OwnFactorsProps) {
  const { factors, allowed, first, needing, codesLeft } = view
  const router = useRouter()
  const [asking, setAsking] = useState<Asking | null>(null)
  const [codes, setCodes] = useState<readonly string[] | null>(null)
  const close = useCallback(() => setAsking(null), [])
  const added = (name: string, made: readonly string[] | null) => {
    close()
    setCodes(made)
    showToast({ text: `“${name}” is a second factor of yours now. Your other sessions have ended.` })
    router.refresh()
  }
  const why = (kind: FactorView['kind']) => (allowed.includes(kind) ? null : NOT_ALLOWED[kind])
  const adding = (
    <>
      <Button icon="device" disabledReason={why('totp')} onClick={() => setAsking({ what: 'add-app' })}>
        Add authenticator app
      </Button>
      <Button icon="key" disabledReason={why('passkey')} onClick={() => setAsking({ what: 'add-passkey' })}>
        Add passkey
      </Button>
    </>
  )
  const labels = needing.map((role) => ROLES[role].label)
  const counting = factors.filter((factor) => factor.allowed)
  const dialog = { first, email, onAdded: added, onClose: close }
  return (
    <div className="grid gap-4">
      <FactorsDue due={due} now={now} zone={zone} onUsed={() => router.refresh()} />
      <Card title="Second factors" description="What you prove yourself with besides your password." actions={factors.length > 0 ? adding : null} flush>
        {factors.length > 0 ? (
          <ul className="divide-y">
            {factors.map((factor) => (
              <FactorRow key={factor.id} factor={factor} now={now} zone={zone} onRename={() => setAsking({ what: 'rename', factor })} onRemove={() => setAsking({ what: 'remove', factor })} />
            ))}
          </ul>
        ) : (
          <EmptyState icon="key" title="No second factor yet" action={adding}>
            {labels.length > 0 ? `${list.format(labels)} ${labels.length === 1 ? 'needs' : 'need'} one. ` : ''}An app on your phone that shows six digits, or a passkey: your fingerprint, face or a security key. A password alone can be stolen.
          </EmptyState>
        )}
      </Card>
      <RecoveryCodesCard left={codesLeft} enrolled={factors.length > 0} onMade={setCodes} />
      {asking?.what === 'add-app' ? <AddAuthenticatorDialog {...dialog} /> : null}
      {asking?.what === 'add-passkey' ? <AddPasskeyDialog {...dialog} device={device} /> : null}
      {asking?.what === 'rename' ? <RenameFactorDialog factor={asking.factor} onClose={close} /> : null}
      {asking?.what === 'remove' ? <RemoveFactorDialog factor={asking.factor} last={factors.length === 1} needing={counting.every(({ id }) => id === asking.factor.id) ? labels : []} onClose={close} /> : null}
      {codes && !asking ? <RecoveryCodesDialog codes={codes} email={email} tenantName={tenantName} onClose={() => setCodes(null)} /> : null}
    </div>
  )
}
