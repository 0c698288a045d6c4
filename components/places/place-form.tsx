'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { FormActions } from '@/components/form/form-actions'
import { FormSummary, type FormProblem } from '@/components/form/form-summary'
import { SubmitButton } from '@/components/form/submit-button'
import { UnsavedGuard } from '@/components/form/unsaved-guard'
import { FailureNotice } from '@/components/guard/failure-notice'
import { LinkButton } from '@/components/ui/link-button'
import { showToast } from '@/components/ui/toast-store'
import { useAction } from '@/lib/actions/use-action'
import { suggestSlug } from '@/lib/places/place-typing'
import { type PlaceKind } from '@/lib/places/place-view'
import { NOTHING_TYPED, valuesOf, type PlaceDraft } from './place-draft'
import { fieldId, PlaceFields } from './place-fields'
import { placePaths } from './place-words'
import { PLACE_ACTIONS } from './save-place'

/** Makes a workspace or onboards an organization. The address follows the name until somebody writes one. */
export function NewPlaceForm({ kind }: { kind: PlaceKind }) {
  const router = useRouter()
  const { run, pending, failure } = useAction(PLACE_ACTIONS[kind].create)
  const [draft, setDraft] = useState<PlaceDraft>(NOTHING_TYPED)
  const [followsName, setFollowsName] = useState(true)
  const [done, setDone] = useState(false)
  const [problems, setProblems] = useState<readonly FormProblem[]>([])

  const change = (part: Partial<PlaceDraft>) => {
    if (part.slug !== undefined) setFollowsName(part.slug === '')
    setDraft((before) => ({ ...before, ...part, ...(part.name !== undefined && followsName ? { slug: suggestSlug(part.name) } : {}) }))
  }
  const save = async () => {
    const result = await run(valuesOf(draft))
    if (!result.ok) return setProblems(problemsOf(result.error.fields))
    setDone(true)
    showToast({ text: kind === 'workspace' ? `Workspace ${draft.name.trim()} created.` : `${draft.name.trim()} onboarded. Now give it its administrators.` })
    const to = placePaths({ kind, slug: result.data.slug })
    router.push(kind === 'workspace' ? to.overview : to.administrators)
  }
  return (
    <form
      noValidate
      className="grid gap-5"
      onSubmit={(event) => {
        event.preventDefault()
        if (!pending) void save()
      }}
    >
      <UnsavedGuard dirty={!done && draft !== NOTHING_TYPED} />
      <FormSummary problems={problems} title={problems.length > 0 ? failure?.sentence : undefined} />
      {failure && problems.length === 0 ? <FailureNotice failure={failure} /> : null}
      <PlaceFields kind={kind} draft={draft} errors={failure?.fields ?? {}} slugReason={null} slugHelp="Small letters, digits and hyphens. It stands in links to this place." onChange={change} />
      <FormActions>
        <LinkButton variant="ghost" href={placePaths({ kind, slug: '' }).list}>
          Cancel
        </LinkButton>
        <SubmitButton pending={pending || done} disabledReason={draft.name.trim() === '' ? 'Give it a name first.' : null}>
          {kind === 'workspace' ? 'Create workspace' : 'Onboard organization'}
        </SubmitButton>
      </FormActions>
    </form>
  )
}

/** @returns a new list for each failed save, so that focus goes to the summary each time */
export function problemsOf(fields: Readonly<Record<string, string>> | undefined): FormProblem[] {
  return Object.entries(fields ?? {}).map(([name, text]) => ({ field: fieldId(name), text }))
}
