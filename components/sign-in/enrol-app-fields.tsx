'use client'

import { AppPicture } from '@/components/mfa/app-picture'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import type { EnrolmentDraft } from '@/lib/sign-in/enrolment-draft'

interface EnrolAppFieldsProps {
  draft: EnrolmentDraft
  code: string
  onCode: (code: string) => void
  error: string | undefined
}

/** Enrolling an authenticator app in the middle of another form: the picture, the key to type, one code to confirm. */
export function EnrolAppFields({ draft: { secret, uri, qr, draft }, code, onCode, error }: EnrolAppFieldsProps) {
  return (
    <fieldset className="grid min-w-0 gap-4 border-t pt-5">
      <legend className="float-left -mb-2 text-sm font-medium">Set up your authenticator app</legend>
      <p className="text-ink-2">Your role asks for a second factor. Any app that shows six-digit codes will do, such as the one in your password manager.</p>
      <AppPicture qr={qr} secret={secret} uri={uri} />
      <input type="hidden" name="draft" value={draft} />
      <Field id="code" label="Code of the app" error={error} help="Six digits, new every half minute.">
        {(control) => <Input {...control} name="code" inputMode="numeric" autoComplete="one-time-code" mono maxLength={20} spellCheck={false} value={code} onChange={(event) => onCode(event.target.value)} />}
      </Field>
    </fieldset>
  )
}
