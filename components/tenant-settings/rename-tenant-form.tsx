'use client'

import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { useAction } from '@/lib/actions/use-action'
import { renameTenant } from '@/lib/tenant-settings/actions'
import { SettingForm } from './setting-form'
import { useSetting } from './use-setting'

/** What the tenant is called. */
export function RenameTenantForm({ name, version }: { name: string; version: number }) {
  const { run, ...action } = useAction(renameTenant)
  const setting = useSetting({ stored: { value: name, version }, send: async (on, typed) => run({ version: on, name: typed }), read: (settings) => settings.name })
  return (
    <SettingForm setting={setting} action={action} form="tenant" what="name" verb="Save name" done="Name saved.">
      <Field label="Name" id="tenant-name" error={action.failure?.fields?.name} help="Shown in the console and in every mail.">
        {(control) => <Input {...control} value={setting.typed} maxLength={400} autoComplete="off" dir="auto" onChange={(event) => setting.setTyped(event.target.value)} />}
      </Field>
    </SettingForm>
  )
}
