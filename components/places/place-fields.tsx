'use client'

import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Textarea } from '@/components/ui/textarea'
import { DESCRIPTION_LENGTH, NAME_LENGTH, SLUG_LENGTH } from '@/lib/places/place-typing'
import { type PlaceKind } from '@/lib/places/place-view'
import { type PlaceDraft } from './place-draft'
import { placePaths } from './place-words'

export const fieldId = (name: string) => `place-${name}`

interface PlaceFieldsProps {
  kind: PlaceKind
  draft: PlaceDraft
  errors: Readonly<Record<string, string>>
  /** why the address stays as it is */
  slugReason: string | null
  slugHelp: string
  onChange: (change: Partial<PlaceDraft>) => void
}

/** Name, address, description; an organization's domains. */
export function PlaceFields({ kind, draft, errors, slugReason, slugHelp, onChange }: PlaceFieldsProps) {
  return (
    <>
      <Field label="Name" id={fieldId('name')} error={errors.name}>
        {(control) => <Input {...control} value={draft.name} maxLength={NAME_LENGTH * 4} autoComplete="off" dir="auto" onChange={(event) => onChange({ name: event.target.value })} />}
      </Field>
      <Field label="Address" id={fieldId('slug')} error={errors.slug} help={slugReason ?? slugHelp}>
        {(control) => (
          <span className="flex min-w-0 items-center">
            <span aria-hidden="true" className="flex h-8 shrink-0 items-center rounded-l-md border border-r-0 border-line-strong/45 bg-sunken px-2 font-mono text-xs text-ink-3 coarse:h-10">
              {placePaths({ kind, slug: '' }).list}/
            </span>
            <Input {...control} mono className="rounded-l-none" value={draft.slug} readOnly={slugReason !== null} maxLength={SLUG_LENGTH} autoComplete="off" autoCapitalize="none" spellCheck={false} onChange={(event) => onChange({ slug: event.target.value })} />
          </span>
        )}
      </Field>
      <Field label="Description" optional id={fieldId('description')} error={errors.description}>
        {(control) => <Textarea {...control} value={draft.description} maxLength={DESCRIPTION_LENGTH * 4} dir="auto" onChange={(event) => onChange({ description: event.target.value })} />}
      </Field>
      {kind === 'organization' ? (
        <Field label="Domains" optional id={fieldId('domains')} error={errors.domains} help="The e-mail domains of its people, such as northwind.example. One on each line.">
          {(control) => <Textarea {...control} rows={2} className="font-mono" value={draft.domains} autoCapitalize="none" spellCheck={false} onChange={(event) => onChange({ domains: event.target.value })} />}
        </Field>
      ) : null}
    </>
  )
}
