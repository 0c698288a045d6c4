'use client'

import { AskLink } from '@/components/guard/ask-link'
import { Callout } from '@/components/ui/callout'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { useAction } from '@/lib/actions/use-action'
import { countOf, formatNumber } from '@/lib/format/count'
import { setInvitationLifetime } from '@/lib/tenant-settings/actions'
import { SettingForm } from './setting-form'
import { useSetting } from './use-setting'

interface InvitationLifetimeFormProps {
  seconds: number
  version: number
  /** open invitations; 1,001 means more than 1,000 */
  open: number
  reason: string | null
}

const LONGEST_HOURS = 720
const hoursOf = (seconds: number) => String(seconds / 3600)

/** How long the link of an invitation works. */
export function InvitationLifetimeForm({ seconds, version, open, reason }: InvitationLifetimeFormProps) {
  const { run, ...action } = useAction(setInvitationLifetime)
  const setting = useSetting({ stored: { value: hoursOf(seconds), version }, send: async (on, typed) => run({ version: on, hours: Number(typed) }), read: (settings) => hoursOf(settings.invitationLifetimeSeconds) })
  if (reason) {
    return (
      <Callout tone="neutral" title={`The link of an invitation works for ${inWords(seconds / 3600)}.`} actions={<AskLink asked={{ permission: 'sign-in:manage' }} />}>
        {reason}
      </Callout>
    )
  }
  const hours = Number(setting.typed)
  const fits = Number.isInteger(hours) && hours >= 1 && hours <= LONGEST_HOURS
  const sent = open === 0 ? '' : open === 1 ? ' The one that is open keeps its time.' : ` The ${open > 1000 ? 'more than 1,000' : formatNumber(open)} that are open keep theirs.`
  return (
    <SettingForm
      setting={setting}
      action={action}
      form="settings"
      what="time"
      verb="Save time"
      done={`Invitations sent from now on work for ${inWords(hours)}.`}
      note={setting.dirty && fits ? `Invitations sent from now on work for ${inWords(hours)}.${sent}` : undefined}
    >
      <Field label="Hours an invitation works" id="settings-hours" error={action.failure?.fields?.hours} help="From 1 hour to 720 hours (30 days). Counted from the moment the mail leaves.">
        {(control) => <Input {...control} type="text" inputMode="numeric" autoComplete="off" maxLength={20} className="max-w-32" value={setting.typed} onChange={(event) => setting.setTyped(event.target.value)} />}
      </Field>
    </SettingForm>
  )
}

function inWords(hours: number): string {
  return hours >= 24 && hours % 24 === 0 ? `${countOf(hours, 'hour')} (${countOf(hours / 24, 'day')})` : hours % 1 === 0 ? countOf(hours, 'hour') : `${formatNumber(hours * 60)} minutes`
}
