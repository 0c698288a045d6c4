'use client'

import { type ReactNode } from 'react'
import { FormActions } from '@/components/form/form-actions'
import { FormFailure } from '@/components/form/form-failure'
import { SubmitButton } from '@/components/form/submit-button'
import { UnsavedGuard } from '@/components/form/unsaved-guard'
import { FailureNotice } from '@/components/guard/failure-notice'
import { Button } from '@/components/ui/button'
import { Callout } from '@/components/ui/callout'
import { type Failure } from '@/lib/errors/app-error'
import { type Seeing } from './use-impact'

interface PolicyFormProps {
  draft: { dirty: boolean; theirs: unknown; takeTheirs: () => void; keepMine: () => void }
  action: { pending: boolean; failure: Failure | null; clear: () => void }
  /** The control of a field has the id "form-field". */
  form: string
  labels?: Readonly<Record<string, string>>
  /** "password policy" */
  what: string
  /** what somebody else has saved, in a sentence; null while nobody has */
  theirWords: string | null
  /** why it may only be read */
  reason: string | null
  /** where only what was seen is saved */
  seeing?: Seeing
  /** why saving what was typed would be refused */
  refused?: string | null
  /** what is not right yet with what was typed */
  note?: string | undefined
  save: () => Promise<void>
  children: ReactNode
}

/** The form of a whole policy: what saving it means stands above its button. */
export function PolicyForm({ draft, action: { pending, failure, clear }, form, labels, what, theirWords, reason, seeing, refused = null, note, save, children }: PolicyFormProps) {
  const { dirty, theirs } = draft
  const unseen = seeing !== undefined && !seeing.seen
  const decide = (how: () => void) => () => {
    how()
    clear()
  }
  return (
    <form
      noValidate
      className="grid gap-6"
      onSubmit={(event) => {
        event.preventDefault()
        if (!pending && dirty && !theirs && !reason && !unseen && !refused) void save()
      }}
    >
      <UnsavedGuard dirty={dirty && !pending} />
      {theirs ? (
        <Callout
          tone="warn"
          live
          title={`Somebody else changed the ${what} while you had it open. Nothing of yours was saved yet.`}
          actions={
            <>
              <Button size="sm" onClick={decide(draft.takeTheirs)}>
                Take theirs
              </Button>
              <Button size="sm" onClick={decide(draft.keepMine)}>
                Go on with mine
              </Button>
            </>
          }
        >
          {theirWords}
        </Callout>
      ) : (
        <FormFailure failure={failure?.fields ? failure : null} form={form} {...(labels ? { labels } : {})} />
      )}
      {children}
      {unseen && seeing.failed ? (
        <Callout tone="warn" live title="What saving would do could not be worked out." actions={<Button size="sm" onClick={seeing.again}>Try again</Button>}>
          Nothing is saved unseen.
        </Callout>
      ) : null}
      {/* Where one looks who has pressed the button; what saving does stands above it, anew where that has changed. */}
      {theirs || failure?.fields ? null : <FailureNotice failure={failure} />}
      {reason ? null : (
        <FormActions note={note}>
          <SubmitButton pending={pending} disabledReason={theirs ? 'Decide above which one to keep.' : !dirty ? `Change the ${what} first.` : unseen ? 'What saving would do is being worked out.' : refused}>
            Save {what}
          </SubmitButton>
        </FormActions>
      )}
    </form>
  )
}
