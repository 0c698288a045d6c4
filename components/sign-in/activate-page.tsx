'use client'

import { useState } from 'react'
import { FormSummary } from '@/components/form/form-summary'
import { NewPasswordField } from '@/components/form/new-password-field'
import { SubmitButton } from '@/components/form/submit-button'
import { usePasswordVerdict, whyNotYet } from '@/components/form/use-password-verdict'
import { Callout } from '@/components/ui/callout'
import { Facts } from '@/components/ui/facts'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { TextLink } from '@/components/ui/text-link'
import { paths } from '@/lib/paths'
import { activate, viewInvitation } from '@/lib/sign-in/actions'
import type { InvitationView } from '@/lib/sign-in/view-invitation'
import type { Failure } from '@/lib/errors/app-error'
import { AskForInvitation } from './ask-for-invitation'
import { EnrolAppFields } from './enrol-app-fields'
import { LinkPage } from './link-page'
import { PublicFailure } from './public-failure'
import { PublicPanel } from './public-panel'
import { RecoveryCodesPanel } from './recovery-codes-panel'
import { useProblems } from './use-problems'
import { usePublicForm } from './use-public-form'

const TITLE = 'Activate your account'

/** The page behind an invitation. @param signedInAs whoever is signed in in this browser: the invitation is for somebody who is not */
export function ActivatePage({ signedInAs }: { signedInAs: string | null }) {
  return (
    <LinkPage title={TITLE} view={viewInvitation} instead={(failure, token) => <AskForInvitation failure={failure} token={token} />}>
      {(invitation, token) => <Invitation invitation={invitation} token={token} signedInAs={signedInAs} />}
    </LinkPage>
  )
}

interface InvitationProps {
  invitation: InvitationView
  token: string
  signedInAs: string | null
}

function Invitation({ invitation, token, signedInAs }: InvitationProps) {
  const { tenantName, inviterName, email, roles, givenName, familyName } = invitation
  // Here, not in the form: once the account is active this page is drawn again for whoever is signed in, and the codes must still be shown.
  const activation = usePublicForm(activate)
  const { data } = activation.state
  if (data) return <RecoveryCodesPanel codes={data.recoveryCodes} tenantName={tenantName} email={email} />
  return (
    <PublicPanel title={givenName ? `Welcome, ${givenName}` : TITLE} description={`${inviterName ?? 'The operator of Castellan'} invites you to administer ${tenantName}.`}>
      <Facts
        narrow
        items={[
          { term: roles.length === 1 ? 'Your role' : 'Your roles', value: roles.length > 0 ? <ul>{roles.map((role) => <li key={role}>{role}</li>)}</ul> : 'None yet' },
          ...(givenName ? [{ term: 'Name', value: <bdi>{`${givenName} ${familyName}`}</bdi> }] : []),
          { term: 'E-mail', value: <bdi>{email}</bdi> },
        ]}
      />
      {signedInAs === null ? (
        <ActivationForm invitation={invitation} token={token} activation={activation} />
      ) : (
        <Callout tone="warn" title="Somebody is signed in here" actions={<TextLink href={paths.home}>Go to the console</TextLink>}>
          This browser is signed in as {signedInAs}. Sign out and open the link again, or open it in another browser.
        </Callout>
      )}
    </PublicPanel>
  )
}

interface ActivationFormProps extends Omit<InvitationProps, 'signedInAs'> {
  activation: Pick<ReturnType<typeof usePublicForm>, 'pending' | 'form'> & { state: { failure?: Failure } }
}

function ActivationForm({ invitation: { email, needsNames, passwords, enrol, policy, context }, token, activation: { state: { failure }, pending, form } }: ActivationFormProps) {
  const [code, setCode] = useState('')
  const [password, setPassword] = useState('')
  const [givenName, setGivenName] = useState('')
  const [familyName, setFamilyName] = useState('')
  const verdict = usePasswordVerdict(password, { policy, context: needsNames ? { ...context, givenName, familyName } : context })
  const problems = useProblems(failure)
  if (failure?.code === 'link_unusable') return <AskForInvitation failure={failure} token={token} explain />
  return (
    <form {...form} noValidate className="grid gap-4 border-t pt-5">
      <input type="hidden" name="token" value={token} />
      {/* For password managers: whose password it is. Without a name it is not sent. */}
      <input type="email" autoComplete="username" value={email} readOnly hidden />
      <FormSummary problems={problems} title="Your account is not active yet:" />
      <PublicFailure failure={failure} />
      {needsNames ? (
        <div className="grid gap-4 sm:grid-cols-2">
          <Field id="givenName" label="First name" error={failure?.fields?.givenName}>
            {(control) => <Input {...control} name="givenName" value={givenName} onChange={(event) => setGivenName(event.target.value)} autoComplete="given-name" dir="auto" />}
          </Field>
          <Field id="familyName" label="Last name" error={failure?.fields?.familyName}>
            {(control) => <Input {...control} name="familyName" value={familyName} onChange={(event) => setFamilyName(event.target.value)} autoComplete="family-name" dir="auto" />}
          </Field>
        </div>
      ) : null}
      {passwords ? (
        <NewPasswordField id="password" name="password" label="Choose a password" policy={policy} value={password} onValue={setPassword} verdict={verdict} error={failure?.fields?.password} />
      ) : (
        <p className="text-base text-ink-2">No password is used here. Once you are in, add a passkey under My account.</p>
      )}
      {enrol ? <EnrolAppFields draft={enrol} code={code} onCode={setCode} error={failure?.fields?.code} /> : null}
      <SubmitButton pending={pending} disabledReason={(passwords ? whyNotYet(password, verdict) : null) ?? (enrol && code.trim() === '' ? 'Write the code of your authenticator app first.' : null)} className="w-full">
        Activate and sign in
      </SubmitButton>
      <p className="text-xs text-ink-3">Until you press it nothing happens, and the link goes on working.</p>
    </form>
  )
}
