'use client'

import { useEffect, useMemo, useState } from 'react'
import { KindChoice } from '@/components/administrators/kind-choice'
import { FormActions } from '@/components/form/form-actions'
import { FormSummary, type FormProblem } from '@/components/form/form-summary'
import { SubmitButton } from '@/components/form/submit-button'
import { UnsavedGuard } from '@/components/form/unsaved-guard'
import { Card } from '@/components/ui/card'
import { LinkButton } from '@/components/ui/link-button'
import { Progress } from '@/components/ui/progress'
import { RadioGroup } from '@/components/ui/radio-group'
import type { RoleKey } from '@/lib/authz/policy'
import type { Failure } from '@/lib/errors/app-error'
import { countOf } from '@/lib/format/count'
import type { RoleOffer } from '@/lib/invitations/access-offer'
import type { ParsedList } from '@/lib/invitations/parse-list'
import { paths } from '@/lib/paths'
import { kindReasons, kindToOffer, type TermsByRole } from '@/lib/pim/assignment-terms'
import { AccessGives } from './access-gives'
import { AccessTimes } from './access-times'
import { isTouched, newPerson, newPlace, recipientsOf, rolesInHand, type InviteDraft } from './invite-draft'
import { InviteFailure, RestoredNotice } from './invite-failure'
import { problemsOf } from './invite-problems'
import { InvitedNotice } from './invited-notice'
import { ListInput } from './list-input'
import { PeopleRows } from './people-rows'
import { PlaceRows } from './place-rows'
import { RoleChoice } from './role-choice'
import { useInvite } from './use-invite'

interface InviteFormProps {
  /** tenant roles */
  roles: readonly RoleOffer[]
  /** roles of one workspace or organization */
  placeRoles: readonly RoleOffer[]
  /** the tenant role that gets places one by one */
  placeByPlace: RoleKey
  /** how each role may be held by its PIM settings */
  terms: TermsByRole
  mailsPerHour: number
  zone: string
}

/** More rows than this are easier to handle as a list. */
const MOST_ROWS = 20

const empty = (placeRole: RoleKey): InviteDraft => ({ by: 'hand', people: [newPerson()], listed: [], role: null, places: [newPlace(placeRole)], kind: 'active', startsAt: '', endsAt: '' })

/** Invite Admin: whom, as what, where and for how long; and what that will mean, before it is sent. */
export function InviteForm({ roles, placeRoles, placeByPlace, terms, mailsPerHour, zone }: InviteFormProps) {
  const [draft, setDraft] = useState(() => empty(placeRoles[0]!.role))
  const [text, setText] = useState('')
  const [restored, setRestored] = useState<string | null>(null)
  const [parsed, setParsed] = useState<ParsedList | null>(null)
  const { invite, again, errors, failure, invited, sent, pending } = useInvite(placeByPlace)
  const problems = useMemo(() => problemsOf(errors), [errors])
  const change = (part: Partial<InviteDraft>) => setDraft((before) => ({ ...before, ...part }))

  useEffect(() => {
    let current = true
    const timer = setTimeout(() => {
      void import('@/lib/invitations/parse-list').then(({ parseList }) => {
        if (!current) return
        const read = text.trim() === '' ? null : parseList(text)
        setParsed(read)
        setDraft((before) => ({ ...before, listed: read?.problem ? [] : (read?.people ?? []) }))
      })
    }, 150)
    return () => {
      current = false
      clearTimeout(timer)
    }
  }, [text])

  const paste = async (pasted: string) => {
    const { parseList } = await import('@/lib/invitations/parse-list')
    const { people } = parseList(pasted)
    const kept = draft.people.filter(isTouched)
    if (kept.length + people.length > MOST_ROWS) {
      change({ by: 'list' })
      setText(pasted)
    } else change({ people: [...kept, ...people.map(({ email, givenName, familyName }) => newPerson({ email, givenName, familyName }))] })
  }
  const startAnew = (settled: string | null = null) => {
    again()
    setRestored(settled)
    change({ people: [newPerson()] })
  }
  const recipients = recipientsOf(draft)
  const inHand = rolesInHand(draft, placeByPlace)
  const kinds = kindReasons(inHand, terms)
  const kind = kindToOffer(draft.kind, kinds)
  const given = useMemo(() => givenBy(draft, roles, placeRoles, placeByPlace), [draft, roles, placeRoles, placeByPlace])

  if (invited) {
    return (
      <InvitedNotice
        invited={invited}
        zone={zone}
        onAgain={() => startAnew()}
      />
    )
  }
  return (
    <form
      noValidate
      className="grid gap-5"
      onSubmit={(event) => {
        event.preventDefault()
        if (pending) return
        setRestored(null)
        void invite({ ...draft, kind })
      }}
    >
      <UnsavedGuard dirty={!pending && (draft.people.some(isTouched) || text !== '')} />
      <FormSummary problems={problems} title={summaryOf(problems, failure)} />
      <InviteFailure failure={failure} silent={problems.length > 0} onSettled={startAnew} />
      {restored ? <RestoredNotice administratorId={restored} /> : null}
      <Card title="Who">
        <div className="grid gap-4">
          <RadioGroup
            legend="How to name them"
            hideLegend
            name="by"
            row
            options={[{ value: 'hand', label: 'One or a few people' }, { value: 'list', label: 'A list or a CSV file' }]}
            value={draft.by}
            onChange={(event) => {
              change({ by: event.target.value as InviteDraft['by'] })
              again()
            }}
          />
          {draft.by === 'hand' ? (
            <PeopleRows people={draft.people} errors={errors} onChange={(people) => change({ people })} onPasted={(pasted) => void paste(pasted)} />
          ) : (
            <ListInput text={text} parsed={parsed} error={errors.list} onText={setText} />
          )}
        </div>
      </Card>
      <Card title="As what" description="One role in the tenant; more can be added on the profile.">
        <RoleChoice offers={roles} value={draft.role} error={errors.role} onChange={(role) => change({ role })} />
      </Card>
      {draft.role === placeByPlace ? (
        <Card title="Assigned workspaces and organizations" description="A Member can do only what they get here.">
          <PlaceRows places={draft.places} offers={placeRoles} errors={errors} onChange={(places) => change({ places })} />
        </Card>
      ) : null}
      {inHand.length > 0 ? (
        <Card title="Access">
          <KindChoice form="invite" kind={kind} reasons={kinds} error={errors.kind} onKind={(wished) => change({ kind: wished })} />
        </Card>
      ) : null}
      <AccessTimes kind={kind} roles={inHand} terms={terms} startsAt={draft.startsAt} endsAt={draft.endsAt} errors={errors} onChange={change} />
      <AccessGives given={given} eligible={kind === 'eligible'} />
      {sent === null ? null : <Progress label="Sending the list" value={sent} max={recipients.length} detail={`${sent} of ${recipients.length}`} />}
      <FormActions note={recipients.length > mailsPerHour ? `At most ${mailsPerHour} invitations leave in an hour: the last one in about ${Math.ceil(recipients.length / mailsPerHour) - 1} h.` : undefined}>
        <LinkButton variant="ghost" href={paths.administrators}>
          Cancel
        </LinkButton>
        <SubmitButton pending={pending}>{recipients.length > 1 ? `Invite ${countOf(recipients.length, 'person', 'people')}` : 'Invite'}</SubmitButton>
      </FormActions>
    </form>
  )
}

function summaryOf(problems: readonly FormProblem[], failure: Failure | null): string {
  if (failure) return problems.some(({ text }) => text === failure.sentence) ? 'Nothing was sent.' : failure.sentence
  return problems.length > 1 ? `Nothing was sent yet. ${problems.length} things need your attention:` : 'Nothing was sent yet. One thing needs your attention:'
}

/** What the chosen role gives; for a Member what each place gives, by role. */
function givenBy({ role, places }: InviteDraft, roles: readonly RoleOffer[], placeRoles: readonly RoleOffer[], placeByPlace: RoleKey) {
  if (role === null) return []
  if (role !== placeByPlace) return roles.filter((offer) => offer.role === role).map((offer) => ({ offer, places: [] as string[] }))
  return placeRoles
    .map((offer) => ({ offer, places: places.flatMap((row) => (row.role === offer.role && row.place ? [row.place.label] : [])) }))
    .filter((given) => given.places.length > 0)
}
