'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { FormActions } from '@/components/form/form-actions'
import { FormSummary, type FormProblem } from '@/components/form/form-summary'
import { SubmitButton } from '@/components/form/submit-button'
import { UnsavedGuard } from '@/components/form/unsaved-guard'
import { FailureNotice } from '@/components/guard/failure-notice'
import { Button } from '@/components/ui/button'
import { showToast } from '@/components/ui/toast-store'
import { useAction } from '@/lib/actions/use-action'
import { type PlaceView } from '@/lib/places/place-view'
import { differences, draftOf, valuesOf, type PlaceDraft } from './place-draft'
import { PlaceConflict } from './place-conflict'
import { PlaceFields } from './place-fields'
import { problemsOf } from './place-form'
import { placePaths } from './place-words'
import { PLACE_ACTIONS } from './save-place'

/** Changes what a place is called and how it is described. What somebody else saved in the meantime is shown beside one's own. */
export function EditPlaceForm({ place, slugReason }: { place: PlaceView; slugReason: string | null }) {
  const { kind, id } = place
  const router = useRouter()
  const { run, pending, failure, clear } = useAction(PLACE_ACTIONS[kind].update)
  const [saved, setSaved] = useState({ draft: draftOf(place), version: place.version })
  const [draft, setDraft] = useState<PlaceDraft>(saved.draft)
  const [problems, setProblems] = useState<readonly FormProblem[]>([])
  const dirty = differences(draft, saved.draft).length > 0
  const theirs = failure?.code === 'conflict' ? (failure.details?.current as PlaceView | undefined) : undefined

  const settle = (next: PlaceDraft, onTopOf: PlaceView) => {
    setSaved({ draft: draftOf(onTopOf), version: onTopOf.version })
    setDraft(next)
    setProblems([])
    clear()
  }
  const save = async () => {
    const result = await run({ id, version: saved.version, ...valuesOf(draft) })
    if (!result.ok) return setProblems(problemsOf(result.error.fields))
    setProblems([])
    setSaved({ draft, version: result.data.version })
    showToast({ text: 'Changes saved.' })
    if (result.data.slug === place.slug) router.refresh()
    else router.replace(placePaths({ kind, slug: result.data.slug }).settings)
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
      <UnsavedGuard dirty={dirty && !pending} />
      <FormSummary problems={problems} />
      {theirs ? <PlaceConflict rows={differences(draft, draftOf(theirs))} onTakeTheirs={() => settle(draftOf(theirs), theirs)} onKeepMine={() => settle(draft, theirs)} /> : null}
      {failure && !theirs && problems.length === 0 ? <FailureNotice failure={failure} /> : null}
      <PlaceFields kind={kind} draft={draft} errors={failure?.fields ?? {}} slugReason={slugReason} slugHelp="When it changes, links to the old address stop working." onChange={(part) => setDraft({ ...draft, ...part })} />
      <FormActions>
        {dirty ? (
          <Button variant="ghost" onClick={() => setDraft(saved.draft)}>
            Undo changes
          </Button>
        ) : null}
        <SubmitButton pending={pending} disabledReason={theirs ? 'Decide above which version to keep.' : dirty ? null : 'Change something first.'}>
          Save changes
        </SubmitButton>
      </FormActions>
    </form>
  )
}
