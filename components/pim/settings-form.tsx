'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { FormActions } from '@/components/form/form-actions'
import { FormFailure } from '@/components/form/form-failure'
import { SubmitButton } from '@/components/form/submit-button'
import { UnsavedGuard } from '@/components/form/unsaved-guard'
import { Button } from '@/components/ui/button'
import { Callout } from '@/components/ui/callout'
import { showToast } from '@/components/ui/toast-store'
import { useAction } from '@/lib/actions/use-action'
import { OWNER_ROLE, ROLES } from '@/lib/authz/policy'
import { setRoleSettings } from '@/lib/pim/actions'
import { isLoosening, whatLoosens } from '@/lib/pim/is-loosening'
import { DEFAULT_SETTINGS, MOST_APPROVERS } from '@/lib/pim/role-settings'
import { type RoleSettingsView } from '@/lib/pim/settings-page-data'
import { ApproversPicker } from './approvers-picker'
import { ReachNotice } from './reach-notice'
import { ResetDialog } from './reset-dialog'
import { SettingsFields } from './settings-fields'
import { SettingsImpact } from './settings-impact'
import { LOOSENED_WORDS } from './settings-words'
import { isSamePolicy, policyOf, typedOf, type TypedSettings } from './typed-settings'
import { useSettingsPreview } from './use-settings-preview'

interface SettingsFormProps {
  view: RoleSettingsView
  /** why they may only be read */
  reason: string | null
  refusals: Readonly<Record<string, string | null>>
  now: number
  zone: string
}

/** What PIM asks of one role; what saving it would do to whom, and who else has to do it where it lets more happen. */
export function SettingsForm({ view, reason, refusals, now, zone }: SettingsFormProps) {
  const router = useRouter()
  const { record, loosenRefusal } = view
  const { role } = record
  const { label } = ROLES[role]
  const setting = useAction(setRoleSettings)
  const [saved, setSaved] = useState(record)
  const [typed, setTyped] = useState<TypedSettings>(() => typedOf(record, view.approvers.people))
  const [asking, setAsking] = useState(false)
  const [seen, setSeen] = useState(record.version)
  const [theirs, setTheirs] = useState(false)
  const stored = typedOf(record, view.approvers.people)
  const after = policyOf(typed)
  const dirty = !isSamePolicy(after, saved)
  const preview = useSettingsPreview(role, after, { dirty, drawn: now })
  const tooMany = after.approvers.people.length > MOST_APPROVERS ? `Name at most ${MOST_APPROVERS} people.` : undefined
  // Drawn anew: by our own saving, or because somebody else saved.
  if (record.version !== seen) {
    setSeen(record.version)
    if (record.version !== saved.version && dirty) setTheirs(true)
    else if (record.version !== saved.version) {
      setSaved(record)
      setTyped(stored)
    }
  }
  const settle = (take: boolean) => {
    setSaved(record)
    if (take) setTyped(stored)
    setTheirs(false)
    setting.clear()
  }
  const loosens = dirty ? whatLoosens(record, after) : []
  const defaults = { settings: DEFAULT_SETTINGS[role], approvers: { people: [], roles: [] } }
  const change = (part: Partial<TypedSettings>) => setTyped((before) => ({ ...before, ...part }))

  const save = async () => {
    const { mailExtra, ...settings } = after.settings
    const result = await setting.run({ role, version: saved.version, ...(preview.previewed === null ? {} : { previewed: preview.previewed }), ...settings, mailExtra: [...mailExtra], approvers: { people: [...after.approvers.people], roles: [...after.approvers.roles] } })
    if (result.ok) {
      setSaved({ ...record, ...after, version: result.data.version })
      showToast({ text: `The settings of ${label} are saved.${result.data.outOfReach ? ' Their approvals cannot be reached yet.' : ''}` })
    } else preview.showAnew(result.error)
    router.refresh()
  }
  const goneBack = () => {
    setSaved({ ...record, ...defaults, version: 0 })
    setTyped(typedOf(defaults, []))
  }
  const why = reason ?? (theirs ? 'Decide above which settings to go on with.' : !dirty ? 'Change something first.' : loosens.length > 0 && loosenRefusal ? loosenRefusal : preview.previewed === null ? 'What saving would do is being worked out.' : null)
  const noReset = reason ?? (record.version === 0 ? 'These are the defaults.' : isLoosening(record, defaults) ? loosenRefusal : null)
  return (
    <form
      noValidate
      className="grid gap-6"
      onSubmit={(event) => {
        event.preventDefault()
        if (!setting.pending && why === null) void save()
      }}
    >
      <UnsavedGuard dirty={dirty && !setting.pending} />
      {theirs ? (
        <Callout
          tone="warn"
          live
          title="Somebody else changed these settings while you had them open. Nothing of yours was saved yet."
          actions={
            <>
              <Button size="sm" onClick={() => settle(true)}>
                Take theirs
              </Button>
              <Button size="sm" onClick={() => settle(false)}>
                Go on with mine
              </Button>
            </>
          }
        />
      ) : (
        <FormFailure failure={setting.failure} form="pim" />
      )}
      <SettingsFields
        typed={typed}
        owners={role === OWNER_ROLE}
        errors={setting.failure?.fields}
        reason={reason}
        onChange={change}
        approvers={
          <div className="grid gap-3">
            {role === OWNER_ROLE ? <p className="text-ink-2">Approvers are the other Client Owners. This is fixed.</p> : <ApproversPicker people={typed.people} roles={typed.roles} error={tooMany ?? setting.failure?.fields?.approvers ?? setting.failure?.fields?.['approvers.people']} reason={reason} onPeople={(people) => change({ people })} onRoles={(roles) => change({ roles })} />}
            <ReachNotice asks={after.settings.enabled && after.settings.approvals > 0} typed={preview.stated} outOfReach={view.outOfReach} dirty={dirty} loading={preview.loading} />
          </div>
        }
      />
      <SettingsImpact view={{ ...view, ...preview.stated }} label={label} after={after.settings} saved={record.settings} owners={role === OWNER_ROLE} refusals={refusals} now={now} zone={zone} />
      {loosens.length > 0 ? (
        <Callout tone={loosenRefusal ? 'warn' : 'info'} title={`This lets more happen than before: ${loosens.map((field) => LOOSENED_WORDS[field]).join('; ')}.`}>
          {loosenRefusal ?? 'It is written to the audit with both versions.'}
        </Callout>
      ) : null}
      {preview.failed && !tooMany ? (
        <Callout tone="warn" live title="What saving would do could not be worked out." actions={<Button size="sm" onClick={preview.again}>Try again</Button>}>
          Nothing is saved unseen.
        </Callout>
      ) : null}
      <FormActions>
        <Button disabledReason={noReset} onClick={() => setAsking(true)}>
          Back to default
        </Button>
        <SubmitButton pending={setting.pending} disabledReason={why}>
          Save settings
        </SubmitButton>
      </FormActions>
      {view.reset ? <ResetDialog record={record} stated={view.reset} open={asking} onClose={() => setAsking(false)} onDone={goneBack} /> : null}
    </form>
  )
}
