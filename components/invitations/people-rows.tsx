'use client'

import { useRef } from 'react'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { IconButton } from '@/components/ui/icon-button'
import { Input } from '@/components/ui/input'
import { newPerson, type PersonDraft } from './invite-draft'

interface PeopleRowsProps {
  people: PersonDraft[]
  /** "0.email" → what is wrong */
  errors: Readonly<Record<string, string>>
  onChange: (people: PersonDraft[]) => void
  /** several addresses were pasted into one field */
  onPasted: (text: string) => void
}

const LONGEST = 400

export const personFieldId = (index: number, name: string) => `invite-${index}-${name}`

/** One row a person. One needs a name; of several, whoever has none writes it at activation. */
export function PeopleRows({ people, errors, onChange, onPasted }: PeopleRowsProps) {
  const list = useRef<HTMLUListElement>(null)
  const several = people.length > 1
  const change = (key: number, part: Partial<PersonDraft>) => onChange(people.map((person) => (person.key === key ? { ...person, ...part } : person)))
  const remove = (key: number) => {
    onChange(people.filter((person) => person.key !== key))
    list.current?.querySelector<HTMLInputElement>('input')?.focus()
  }
  return (
    <div className="grid gap-4">
      <ul ref={list} className="grid gap-4">
        {people.map((person, index) => (
          <li key={person.key} className="flex items-start gap-2 border-b pb-4 last:border-b-0 last:pb-0">
            <fieldset className="grid min-w-0 flex-1 items-start gap-3 sm:grid-cols-[minmax(0,2fr)_minmax(0,1fr)_minmax(0,1fr)]">
              <legend className="sr-only">Person {index + 1}</legend>
              <Field label="E-mail" id={personFieldId(index, 'email')} error={errors[`${index}.email`]}>
                {(control) => (
                  <Input
                    {...control}
                    type="text"
                    inputMode="email"
                    autoComplete="off"
                    autoCapitalize="none"
                    spellCheck={false}
                    maxLength={LONGEST}
                    value={person.email}
                    onChange={(event) => change(person.key, { email: event.target.value })}
                    onPaste={(event) => {
                      const text = event.clipboardData.getData('text')
                      if (text.split('@').length < 3) return
                      event.preventDefault()
                      onPasted(text)
                    }}
                  />
                )}
              </Field>
              <Field label="First name" id={personFieldId(index, 'givenName')} optional={several} error={errors[`${index}.givenName`]}>
                {(control) => <Input {...control} autoComplete="off" dir="auto" maxLength={LONGEST} value={person.givenName} onChange={(event) => change(person.key, { givenName: event.target.value })} />}
              </Field>
              <Field label="Last name" id={personFieldId(index, 'familyName')} optional={several} error={errors[`${index}.familyName`]}>
                {(control) => <Input {...control} autoComplete="off" dir="auto" maxLength={LONGEST} value={person.familyName} onChange={(event) => change(person.key, { familyName: event.target.value })} />}
              </Field>
            </fieldset>
            {several ? <IconButton icon="close" label={`Remove ${person.email.trim() || `person ${index + 1}`}`} className="mt-6" onClick={() => remove(person.key)} /> : null}
          </li>
        ))}
      </ul>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Button icon="plus" size="sm" onClick={() => onChange([...people, newPerson()])}>
          Add another person
        </Button>
        <p className="text-xs text-ink-3">{several ? 'Whoever has no name here writes it when they activate.' : 'Paste several addresses into the field to invite them all.'}</p>
      </div>
    </div>
  )
}
