'use client'

import { type ReactNode, useEffect, useRef, useState } from 'react'
import { SubmitButton } from '@/components/form/submit-button'
import { LinkButton } from '@/components/ui/link-button'
import { paths } from '@/lib/paths'
import type { FirstMethod } from '@/lib/sign-in-methods/methods'
import { identify, sendEmailCode, signIn, signInWithEmailCode } from '@/lib/sign-in/actions'
import type { Way } from '@/lib/sign-in/choose-way'
import { ChosenAddress } from './chosen-address'
import { ConnectionButton, ConnectionButtons, type ConnectionButtonsProps } from './connection-buttons'
import { EmailField } from './email-field'
import { MailedCodeStep } from './mailed-code-step'
import { OtherWays } from './other-ways'
import { OfferPasskeys, PasskeySignIn } from './passkey-sign-in'
import { PasswordStep } from './password-step'
import { PublicFailure } from './public-failure'
import { SignInFields, type SignInPlace } from './sign-in-fields'
import { usePublicForm } from './use-public-form'

interface SignInFormProps extends SignInPlace {
  /** what the tenant takes, the preferred one first */
  methods: readonly FirstMethod[]
  connections: ConnectionButtonsProps['connections']
  /** the connection this browser came through last */
  last: string | null
}

/** Address first, then one way, and the others under it. Which one depends on the tenant, the domain and the browser, never on the person. */
export function SignInForm({ methods, connections, last, ...place }: SignInFormProps) {
  const first = usePublicForm(identify)
  const password = usePublicForm(signIn)
  const ask = usePublicForm(sendEmailCode)
  const enter = usePublicForm(signInWithEmailCode)
  const [chosen, setChosen] = useState<Way | null>(null)
  // Without script the page knows of the form that was posted last, and of no other.
  const given = first.state.done ? first.state.values : undefined
  const email = (given ?? password.state.values ?? ask.state.values ?? enter.state.values)?.email
  const way = chosen ?? given?.way ?? (ask.state.values || enter.state.values ? 'email_code' : 'password')
  const passkey = methods.includes('passkey') ? <PasskeySignIn place={place} alone={email !== undefined && way === 'passkey'} /> : null
  if (email === undefined) {
    const before = connections.find(({ id }) => id === last)
    const others = connections.filter((connection) => connection !== before)
    return (
      <>
        {before ? (
          <div className="grid grid-cols-1 gap-2 border-b pb-5">
            <ConnectionButton tenantSlug={place.tenantSlug} next={place.next} connection={before} variant="primary" describedBy="used-last" />
            <p id="used-last" className="text-center text-xs text-ink-3">
              Used last in this browser
            </p>
          </div>
        ) : null}
        <form {...first.form} noValidate className="grid gap-4">
          <SignInFields place={place} />
          <PublicFailure failure={first.state.failure} />
          {passkey ? <OfferPasskeys place={place} /> : null}
          <EmailField error={first.state.failure?.fields?.email} typed={first.state.values?.email} passkeys={passkey !== null} />
          <SubmitButton variant={before ? 'secondary' : 'primary'} pending={first.pending} className="w-full">
            Continue
          </SubmitButton>
        </form>
        <Beside scripted={others.length === 0}>
          {passkey}
          <ConnectionButtons tenantSlug={place.tenantSlug} next={place.next} connections={others} />
        </Beside>
      </>
    )
  }
  const realm = given?.connection ? { id: given.connection, name: given.connectionName ?? '', required: given.required === 'yes' } : null
  const others = [...(realm ? (['sso'] as const) : []), ...methods].filter((other): other is Exclude<Way, 'passkey'> => other !== 'passkey' && other !== way)
  // The way of the domain is the step itself, or one of the others by another name.
  const elsewhere = connections.filter(({ id }) => id !== realm?.id)
  return (
    <>
      {way === 'password' ? <PasswordStep place={place} email={email} form={password} /> : null}
      {way === 'email_code' ? <MailedCodeStep place={place} email={email} ask={ask} enter={enter} /> : null}
      {way === 'sso' && realm ? <RealmStep place={place} email={email} realm={realm} /> : null}
      {way === 'passkey' ? <ChosenAddress email={email} here={place.here} /> : null}
      {way === 'none' ? <p className="text-base text-ink-2">No way to sign in is open for this address. An owner of the tenant can help.</p> : null}
      {way === 'passkey' ? passkey : null}
      <Beside scripted={others.length === 0 && elsewhere.length === 0}>
        {way === 'passkey' ? null : passkey}
        <OtherWays place={place} email={email} ways={others} action={first.form.action} choose={setChosen} />
        <ConnectionButtons tenantSlug={place.tenantSlug} next={place.next} connections={elsewhere} />
      </Beside>
    </>
  )
}

/** The ways beside the first, under one line. @param scripted they all need script: without it there is no line either */
function Beside({ scripted, children }: { scripted: boolean; children: ReactNode }) {
  return <div className={`grid grid-cols-1 gap-3 border-t pt-5 empty:hidden${scripted ? ' noscript:hidden' : ''}`}>{children}</div>
}

/** The way of a whole domain: a plain link, which works without script. Nobody is told whether this address is known there or here. */
function RealmStep({ place, email, realm }: { place: SignInPlace; email: string; realm: { id: string; name: string; required: boolean } }) {
  const step = useRef<HTMLDivElement>(null)
  // There is no field to type in: what comes next is the way there, with the reason for it.
  useEffect(() => step.current?.querySelector<HTMLElement>('a[aria-describedby]')?.focus(), [])
  return (
    <div ref={step} className="grid grid-cols-1 gap-4">
      <ChosenAddress email={email} here={place.here} />
      <p id="realm-reason" className="text-base text-ink-2 wrap-anywhere">
        {realm.required ? `Addresses of this domain sign in through ${realm.name}. It is required for them.` : `Addresses of this domain sign in through ${realm.name}.`}
      </p>
      <LinkButton plain variant="primary" href={paths.api.ssoStart(place.tenantSlug, realm.id, place.next)} aria-describedby="realm-reason" className="h-auto min-h-8 w-full py-1.5">
        <span className="min-w-0 text-center break-words whitespace-normal">Sign in with {realm.name}</span>
      </LinkButton>
    </div>
  )
}
