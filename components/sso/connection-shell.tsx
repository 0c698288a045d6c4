'use client'

import type { ReactNode } from 'react'
import { FormActions } from '@/components/form/form-actions'
import { FormFailure } from '@/components/form/form-failure'
import { SubmitButton } from '@/components/form/submit-button'
import { UnsavedGuard } from '@/components/form/unsaved-guard'
import { LinkButton } from '@/components/ui/link-button'
import type { Failure } from '@/lib/errors/app-error'
import { paths } from '@/lib/paths'

/** Of the fields whose refusals do not say which one is meant. */
const LABELS = { issuer: 'Issuer', signOnUrl: 'Sign-on address', emailClaim: 'E-mail address', groupsClaim: 'Groups', givenNameClaim: 'First name', familyNameClaim: 'Last name' }

interface ShellProps {
  failure: Failure | null
  pending: boolean
  /** what fills the form in, above everything that is typed */
  above?: ReactNode
  /** the fields */
  children: ReactNode
  onSave: () => Promise<void>
}

interface AroundProps extends ShellProps {
  /** it can be submitted now */
  ready: boolean
  /** leaving would lose what is typed */
  unsaved: boolean
  foot: ReactNode
}

function Shell({ failure, pending, above, children, onSave, ready, unsaved, foot }: AroundProps) {
  return (
    <form
      noValidate
      className="grid gap-5"
      onSubmit={(event) => {
        event.preventDefault()
        if (!pending && ready) void onSave()
      }}
    >
      <UnsavedGuard dirty={unsaved} />
      {above}
      <FormFailure failure={failure} form="sso" labels={LABELS} />
      {children}
      {foot}
    </form>
  )
}

interface NewShellProps extends ShellProps {
  /** something is typed */
  touched: boolean
  /** it was added, and the page is about to change */
  done: boolean
  /** what has to be given first, null: all is there */
  missing: string | null
}

/** Around the fields of an identity provider that is to be added. */
export function NewConnectionShell({ touched, done, missing, ...shell }: NewShellProps) {
  const foot = (
    <FormActions>
      <LinkButton variant="ghost" href={paths.signInAndSso}>
        Cancel
      </LinkButton>
      <SubmitButton pending={shell.pending || done} disabledReason={missing}>
        Add identity provider
      </SubmitButton>
    </FormActions>
  )
  return <Shell {...shell} ready={!done && missing === null} unsaved={!done && touched} foot={foot} />
}

interface SavedShellProps extends ShellProps {
  dirty: boolean
  /** why it may only be read */
  reason: string | null
  /** what saving does besides, when it does */
  note: string | null
}

/** Around the fields of an identity provider that is there. */
export function SavedConnectionShell({ dirty, reason, note, ...shell }: SavedShellProps) {
  const foot = reason ? null : (
    <FormActions note={note}>
      <SubmitButton pending={shell.pending} disabledReason={dirty ? null : 'Change something first.'}>
        Save
      </SubmitButton>
    </FormActions>
  )
  return <Shell {...shell} ready={dirty && !reason} unsaved={dirty && !shell.pending} foot={foot} />
}
