'use client'

import { SubmitButton } from '@/components/form/submit-button'
import { Time } from '@/components/shell/time'
import { Callout } from '@/components/ui/callout'
import { LinkButton } from '@/components/ui/link-button'
import type { Failure } from '@/lib/errors/app-error'
import { paths } from '@/lib/paths'
import { askForInvitation } from '@/lib/sign-in/actions'
import { PublicFailure } from './public-failure'
import { usePublicForm } from './use-public-form'

interface AskForInvitationProps {
  /** Why the invitation does not work. */
  failure: Failure
  token: string
  /** Says why; not where the page's heading does. */
  explain?: boolean
}

/** What the holder of an invitation can do that no longer works. The inviter is told; whoever asks learns nothing. */
export function AskForInvitation({ failure, token, explain = false }: AskForInvitationProps) {
  const { state, pending, form } = usePublicForm(askForInvitation)
  const slug = typeof failure.details?.tenantSlug === 'string' ? failure.details.tenantSlug : undefined
  if (failure.reason === 'used') return <LinkButton href={paths.signIn(slug)} variant="primary">Go to sign-in</LinkButton>
  // Nobody knows who sent it: an offer to tell them would be empty.
  if (failure.reason === 'unknown') return <p className="text-ink-2">If you were invited, ask whoever invited you to do it again.</p>
  if (state.done) {
    return (
      <Callout tone="good" live title="Your question is on its way">
        Whoever sent the invitation is told that you ask for a new one. If they send one, it comes by mail. Asking again within the hour sends nothing more.
      </Callout>
    )
  }
  return (
    <form {...form} className="grid gap-4">
      {explain ? <PublicFailure failure={failure} /> : null}
      <Withdrawal details={failure.details} />
      <input type="hidden" name="token" value={token} />
      <PublicFailure failure={state.failure} />
      <SubmitButton pending={pending} className="w-full">
        Ask for a new one
      </SubmitButton>
      <p className="text-xs text-ink-3">Whoever sent it is told. If they send a new one, it comes by mail.</p>
    </form>
  )
}

/** When it was withdrawn, and by whom where the invitation named them. Only ever drawn in the browser, whose zone it is. */
function Withdrawal({ details }: { details: Failure['details'] }) {
  const { withdrawnAt, withdrawnBy } = details ?? {}
  if (typeof withdrawnAt !== 'number') return null
  const by = typeof withdrawnBy === 'string' ? withdrawnBy : null
  return (
    <p>
      {by ? <bdi>{by}</bdi> : 'An administrator'} withdrew it on <Time at={withdrawnAt} now={withdrawnAt} zone={Intl.DateTimeFormat().resolvedOptions().timeZone} absolute />.
    </p>
  )
}
