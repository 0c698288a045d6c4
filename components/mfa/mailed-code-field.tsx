'use client'

import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { type MailedCode } from './use-mailed-code'

/** The code from the mail, and another one. Draws nothing where none is asked for. */
export function MailedCodeField({ mailed, email, id, error }: { mailed: MailedCode; email: string; id: string; error: string | undefined }) {
  const { needed, value, onValue, pending, send, sent } = mailed
  if (!needed) return null
  return (
    <div className="grid gap-1.5">
      <Field label="Code from the mail" id={id} error={error} help={sent ? `Six digits, sent to ${email} because this is your first second factor. They work for 10 minutes.` : `Six digits that are sent to ${email}.`}>
        {(control) => <Input {...control} type="text" inputMode="numeric" autoComplete="off" mono maxLength={20} spellCheck={false} value={value} onChange={(event) => onValue(event.target.value)} className="max-w-40 tracking-[0.2em]" />}
      </Field>
      <p>
        <Button size="sm" icon="mail" pending={pending} onClick={() => void send()}>
          {sent ? 'Send another code' : 'Send the code'}
        </Button>
      </p>
    </div>
  )
}
