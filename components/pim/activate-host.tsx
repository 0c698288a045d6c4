'use client'

import { useRouter } from 'next/navigation'
import { createContext, lazy, Suspense, use, useCallback, useState, type ReactNode } from 'react'
import { Button } from '@/components/ui/button'
import { type MfaPolicy, type Person } from '@/lib/authz/grants'
import { paths } from '@/lib/paths'
import { type EligibleRole, type OwnActivation } from '@/lib/pim/own-view'
import { roleInPlace } from '@/lib/pim/request-words'

const ActivateDialog = lazy(async () => ({ default: (await import('./activate-dialog')).ActivateDialog }))

/** What the dialog needs to say beforehand what it would do. */
export interface Activating {
  roles: readonly EligibleRole[]
  person: Person
  mfa: MfaPolicy
  now: number
  zone: string
}

/** Which roles to begin with; `extend`: a running activation to go on from. */
export interface Wanted {
  grantIds: readonly string[]
  extend?: OwnActivation
  /** for how long; the nearest that is allowed is proposed */
  seconds?: number
}

const AskContext = createContext<(wanted: Wanted) => void>(() => undefined)

/** Holds the dialog above a page that is drawn anew by itself, so that nothing typed is lost when a row changes. */
export function ActivateHost({ first, children, ...activating }: Activating & { /** to open with */ first: Wanted | null; children: ReactNode }) {
  const router = useRouter()
  const [asked, setAsked] = useState<(Activating & Wanted) | null>(first && { ...activating, ...first })
  const ask = useCallback((wanted: Wanted) => setAsked({ ...activating, ...wanted }), [activating])
  const close = () => {
    setAsked(null)
    // The address named the role; when it does so again, that is another wish.
    if (first) router.replace(paths.pim, { scroll: false })
  }
  return (
    <AskContext value={ask}>
      {children}
      {asked ? (
        <Suspense>
          <ActivateDialog {...asked} onClose={close} />
        </Suspense>
      ) : null}
    </AskContext>
  )
}

export function ActivateButton({ role, disabledReason }: { role: EligibleRole; disabledReason: string | null }) {
  const ask = use(AskContext)
  return (
    <Button size="sm" disabledReason={disabledReason} aria-label={`Activate ${roleInPlace(role.role, role.placeName)}`} onClick={() => ask({ grantIds: [role.grantId] })}>
      Activate
    </Button>
  )
}

export function ActivateSeveralButton() {
  const ask = use(AskContext)
  return <Button onClick={() => ask({ grantIds: [] })}>Activate several</Button>
}

export function ExtendButton({ role, activation, disabledReason }: { role: EligibleRole; activation: OwnActivation; disabledReason: string | null }) {
  const ask = use(AskContext)
  return (
    <Button size="sm" disabledReason={disabledReason} aria-label={`Extend ${roleInPlace(role.role, activation.placeName)}`} onClick={() => ask({ grantIds: [role.grantId], extend: activation })}>
      Extend
    </Button>
  )
}
