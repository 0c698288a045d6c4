'use client'

import { useRouter } from 'next/navigation'
import { type ReactNode } from 'react'
import { FormActions } from '@/components/form/form-actions'
import { FormFailure } from '@/components/form/form-failure'
import { SubmitButton } from '@/components/form/submit-button'
import { UnsavedGuard } from '@/components/form/unsaved-guard'
import { showToast } from '@/components/ui/toast-store'
import { type Failure } from '@/lib/errors/app-error'
import { SettingConflict } from './setting-conflict'
import { type useSetting } from './use-setting'

interface SettingFormProps {
  setting: ReturnType<typeof useSetting>
  action: { pending: boolean; failure: Failure | null; clear: () => void }
  /** The control of a field has the id "form-field". */
  form: string
  /** "name", "notice" */
  what: string
  verb: string
  done: string
  /** what the saving will do */
  note?: ReactNode
  children: ReactNode
}

/** The form of one setting: saved alone; what somebody else saved in the meantime is shown, and decided on. */
export function SettingForm({ setting, action: { pending, failure, clear }, form, what, verb, done, note, children }: SettingFormProps) {
  const router = useRouter()
  const { dirty, theirs, typed } = setting
  const save = async () => {
    if (!(await setting.save())) return
    showToast({ text: done })
    router.refresh()
  }
  const decide = (how: () => void) => () => {
    how()
    clear()
  }
  return (
    <form
      noValidate
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault()
        if (!pending && dirty && !theirs) void save()
      }}
    >
      <UnsavedGuard dirty={dirty && !pending} />
      {theirs ? <SettingConflict what={what} theirs={theirs.value} mine={typed} onTakeTheirs={decide(setting.takeTheirs)} onKeepMine={decide(setting.keepMine)} /> : <FormFailure failure={failure} form={form} />}
      {children}
      <FormActions note={note}>
        <SubmitButton pending={pending} disabledReason={theirs ? `Decide above which ${what} to keep.` : dirty ? null : `Change the ${what} first.`}>
          {verb}
        </SubmitButton>
      </FormActions>
    </form>
  )
}
