'use client'

import { SignInNotice } from '@/components/sign-in/sign-in-notice'
import { Field } from '@/components/ui/field'
import { Textarea } from '@/components/ui/textarea'
import { useAction } from '@/lib/actions/use-action'
import { setSignInNotice } from '@/lib/tenant-settings/actions'
import { SettingForm } from './setting-form'
import { useSetting } from './use-setting'

/** What everybody reads before they sign in, as they will see it. */
export function SignInNoticeForm({ notice, version }: { notice: string; version: number }) {
  const { run, ...action } = useAction(setSignInNotice)
  const setting = useSetting({ stored: { value: notice, version }, send: async (on, typed) => run({ version: on, notice: typed }), read: (settings) => settings.signInNotice })
  const shown = setting.typed.trim()
  return (
    <SettingForm setting={setting} action={action} form="settings" what="notice" verb={shown === '' && setting.dirty ? 'Remove notice' : 'Save notice'} done={shown === '' ? 'The notice is removed.' : 'Notice saved.'}>
      <Field label="Notice" optional id="settings-notice" error={action.failure?.fields?.notice} help="Plain text, at most 500 characters. Anybody who opens the page can read it, signed in or not. Empty: no notice.">
        {(control) => <Textarea {...control} value={setting.typed} maxLength={2000} dir="auto" onChange={(event) => setting.setTyped(event.target.value)} />}
      </Field>
      {shown === '' ? null : (
        <div className="grid gap-1.5">
          <p className="text-xs text-ink-3">As it will look</p>
          <div className="max-w-md">
            <SignInNotice text={shown} />
          </div>
        </div>
      )}
    </SettingForm>
  )
}
