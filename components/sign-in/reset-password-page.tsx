'use client'

import { useState } from 'react'
import { FormSummary } from '@/components/form/form-summary'
import { NewPasswordField } from '@/components/form/new-password-field'
import { SubmitButton } from '@/components/form/submit-button'
import { usePasswordVerdict, whyNotYet } from '@/components/form/use-password-verdict'
import { LinkButton } from '@/components/ui/link-button'
import type { Failure } from '@/lib/errors/app-error'
import { paths } from '@/lib/paths'
import { setPassword, viewReset } from '@/lib/sign-in/actions'
import type { ResetView } from '@/lib/sign-in/view-invitation'
import { LinkPage } from './link-page'
import { PublicFailure } from './public-failure'
import { PublicPanel } from './public-panel'
import { useProblems } from './use-problems'
import { usePublicForm } from './use-public-form'

/** The page behind a link that resets a password. It signs nobody in. */
export function ResetPasswordPage() {
  return (
    <LinkPage title="Set a new password" view={viewReset} instead={(failure) => <AskForReset failure={failure} />}>
      {(reset, token) => <Reset reset={reset} token={token} />}
    </LinkPage>
  )
}

function AskForReset({ failure }: { failure: Failure }) {
  const slug = typeof failure.details?.tenantSlug === 'string' ? failure.details.tenantSlug : undefined
  return (
    <div className="flex flex-wrap gap-2">
      <LinkButton href={paths.forgotPassword(slug)} variant="primary">
        Send a new link
      </LinkButton>
      <LinkButton href={paths.signIn(slug)}>Go to sign-in</LinkButton>
    </div>
  )
}

function Reset({ reset: { email, tenantName, policy, context }, token }: { reset: ResetView; token: string }) {
  const { state: { failure, done }, pending, form } = usePublicForm(setPassword)
  const [password, setTyped] = useState('')
  const verdict = usePasswordVerdict(password, { policy, context })
  const problems = useProblems(failure)
  if (done !== undefined) {
    return (
      <PublicPanel title="Your password is set">
        <p role="status" className="text-base text-ink-2">
          Every session of yours was ended. Sign in with the new password.
        </p>
        <LinkButton href={paths.signIn(done)} variant="primary">
          Go to sign-in
        </LinkButton>
      </PublicPanel>
    )
  }
  if (failure?.code === 'link_unusable') {
    return (
      <PublicPanel title="This link does not work" description={failure.sentence}>
        <AskForReset failure={failure} />
      </PublicPanel>
    )
  }
  return (
    <PublicPanel title="Set a new password" description={<>for <bdi>{email}</bdi> at {tenantName}</>}>
      <form {...form} noValidate className="grid gap-4">
        <input type="hidden" name="token" value={token} />
        {/* For password managers: whose password it is. Without a name it is not sent. */}
        <input type="email" autoComplete="username" value={email} readOnly hidden />
        <FormSummary problems={problems} title="Your password stays as it was:" />
        <PublicFailure failure={failure} />
        <NewPasswordField id="password" name="password" policy={policy} value={password} onValue={setTyped} verdict={verdict} error={failure?.fields?.password} />
        <SubmitButton pending={pending} disabledReason={whyNotYet(password, verdict)} className="w-full">
          Set the new password
        </SubmitButton>
        <p className="text-xs text-ink-3">You are signed out everywhere then, and sign in with the new one.</p>
      </form>
    </PublicPanel>
  )
}
