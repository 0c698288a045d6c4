'use client'

import { SubmitButton } from '@/components/form/submit-button'
import { LinkButton } from '@/components/ui/link-button'
import { TextLink } from '@/components/ui/text-link'
import { forgotPassword } from '@/lib/sign-in/actions'
import { paths } from '@/lib/paths'
import { EmailField } from './email-field'
import { PublicFailure } from './public-failure'
import { PublicPanel } from './public-panel'
import { usePublicForm } from './use-public-form'

/** Asks for a link by mail. The answer is the same whether anybody has the address or not. */
export function ForgotPasswordForm({ tenant }: { tenant: { slug: string; name: string } }) {
  const { state, pending, form } = usePublicForm(forgotPassword)
  if (state.done) return <LinkSent email={state.values?.email ?? ''} tenant={tenant} />
  return (
    <PublicPanel
      title="Reset your password"
      description={`We send a link to your address at ${tenant.name}. Your password stays as it is until you use it.`}
      foot={<TextLink href={paths.signIn(tenant.slug)}>Back to sign-in</TextLink>}
    >
      <form {...form} noValidate className="grid gap-4">
        <input type="hidden" name="tenant" value={tenant.slug} />
        <PublicFailure failure={state.failure} />
        <EmailField error={state.failure?.fields?.email} typed={state.values?.email} />
        <SubmitButton pending={pending} className="w-full">
          Send the link
        </SubmitButton>
      </form>
    </PublicPanel>
  )
}

function LinkSent({ email, tenant }: { email: string; tenant: { slug: string; name: string } }) {
  return (
    <PublicPanel title="Look into your mail" foot={<a href={paths.forgotPassword(tenant.slug)} className="text-accent-ink underline decoration-accent-ink/40 underline-offset-2">Send it to another address</a>}>
      <div role="status" className="grid gap-2 text-base text-ink-2">
        <p>
          If <strong className="font-medium text-ink">{email}</strong> belongs to an active administrator of {tenant.name}, a link is on its way there. It works once, for 30 minutes.
        </p>
        <p>Nothing after a few minutes? Look into the spam folder, check the address, or ask another administrator.</p>
      </div>
      <LinkButton href={paths.signIn(tenant.slug)}>Back to sign-in</LinkButton>
    </PublicPanel>
  )
}
