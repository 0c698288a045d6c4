import type { FormProblem } from '@/components/form/form-summary'
import { isTouched, recipientsOf, type InviteDraft } from './invite-draft'
import { LIST_FIELD_ID } from './list-input'
import { personFieldId } from './people-rows'
import { placeFieldId } from './place-rows'
import { ROLE_FIELD_ID } from './role-choice'

/** Sentence by field: "0.email", "list", "role", "places.0.id", "endsAt". */
export type InviteErrors = Readonly<Record<string, string>>

const KIND_FIELD_ID = 'invite-kind'
const STARTS_FIELD_ID = 'invite-startsAt'
const ENDS_FIELD_ID = 'invite-endsAt'

/** What is missing before anything is sent; the server judges the rest. */
export function missingIn(draft: InviteDraft, placeByPlace: string): InviteErrors {
  const errors: Record<string, string> = {}
  if (draft.by === 'list') {
    if (recipientsOf(draft).length === 0) errors.list = 'Paste or choose a list with at least one person who can be invited.'
  } else Object.assign(errors, missingInRows(draft))
  if (draft.role === null) errors.role = 'Choose a role.'
  if (draft.role === placeByPlace) {
    draft.places.forEach(({ place }, index) => {
      if (place === null) errors[`places.${index}.id`] = 'Choose a workspace or an organization.'
    })
  }
  return errors
}

function missingInRows({ people }: InviteDraft): InviteErrors {
  const errors: Record<string, string> = {}
  const touched = people.filter(isTouched)
  people.forEach((person, index) => {
    if (touched.length > 0 && !isTouched(person)) return
    if (person.email.trim() === '') errors[`${index}.email`] = 'Write an e-mail address.'
    if (people.length > 1) return
    if (person.givenName.trim() === '') errors[`${index}.givenName`] = 'Write their first name.'
    if (person.familyName.trim() === '') errors[`${index}.familyName`] = 'Write their last name.'
  })
  return errors
}

/** The server's names of the fields of one person are those of the first row that has something in it. */
export function rowErrors(fields: Readonly<Record<string, string>> | undefined, { people }: InviteDraft): InviteErrors {
  const row = Math.max(0, people.findIndex(isTouched))
  const entries = Object.entries(fields ?? {}).map(([name, text]) => [['email', 'givenName', 'familyName'].includes(name) ? `${row}.${name}` : name, text] as const)
  return Object.fromEntries(entries)
}

/** @returns a new list for each failed save, so that focus goes to the summary each time */
export function problemsOf(errors: InviteErrors): FormProblem[] {
  return Object.entries(errors).map(([name, text]) => {
    const field = fieldIdOf(name)
    return field ? { field, text } : { text }
  })
}

function fieldIdOf(name: string): string | null {
  const person = /^(\d+)\.(\w+)$/.exec(name)
  if (person) return personFieldId(Number(person[1]), person[2]!)
  const place = /^places\.(\d+)\./.exec(name)
  if (place) return placeFieldId(Number(place[1]))
  return { list: LIST_FIELD_ID, role: ROLE_FIELD_ID, kind: KIND_FIELD_ID, startsAt: STARTS_FIELD_ID, endsAt: ENDS_FIELD_ID }[name] ?? null
}
