'use client'

import { useId, useRef, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Callout } from '@/components/ui/callout'
import { Field } from '@/components/ui/field'
import { Textarea } from '@/components/ui/textarea'
import { formatCount } from '@/lib/format/count'
import { MOST_CHARACTERS, MOST_LINES } from '@/lib/invitations/limits'
import type { ListedPerson, ParsedList } from '@/lib/invitations/parse-list'

interface ListInputProps {
  text: string
  parsed: ParsedList | null
  error: string | undefined
  onText: (text: string) => void
}

const SHOWN = 50
/** Four bytes hold any character. */
const LARGEST_FILE = MOST_CHARACTERS * 4

export const LIST_FIELD_ID = 'invite-list'

/** A pasted list or a file, and what was understood of it, before anything is sent. */
export function ListInput({ text, parsed, error, onText }: ListInputProps) {
  const file = useRef<HTMLInputElement>(null)
  const fileId = useId()
  const [unread, setUnread] = useState<string | null>(null)
  const read = async (chosen: File) => {
    if (chosen.size > LARGEST_FILE) return setUnread(`${chosen.name} is too large. Split it: ${formatCount(MOST_LINES)} people at most.`)
    const content = await chosen.text().catch(() => null)
    if (content === null) return setUnread(`${chosen.name} could not be read. Choose it again.`)
    setUnread(content.includes('\0') ? `${chosen.name} is no text. Save it as CSV (UTF-8) first.` : null)
    if (!content.includes('\0')) onText(content)
  }
  return (
    <div className="grid gap-4">
      <div className="flex flex-wrap items-center gap-2">
        <input
          ref={file}
          id={fileId}
          type="file"
          accept=".csv,.txt,text/csv,text/plain"
          aria-label="CSV file"
          className="sr-only"
          tabIndex={-1}
          onChange={(event) => {
            const chosen = event.target.files?.[0]
            event.target.value = ''
            if (chosen) void read(chosen)
          }}
        />
        <Button icon="upload" onClick={() => file.current?.click()}>
          Choose a CSV file
        </Button>
        <p className="text-xs text-ink-3">or paste the list below; up to {formatCount(MOST_LINES)} people</p>
      </div>
      {unread ? (
        <Callout tone="danger" live>
          {unread}
        </Callout>
      ) : null}
      <Field label="People" id={LIST_FIELD_ID} error={error} help="One person a line: e-mail, first name, last name. A first line with the names of the columns may change their order. Names may be missing.">
        {(control) => <Textarea {...control} className="font-mono" rows={6} spellCheck={false} autoCapitalize="none" autoComplete="off" value={text} onChange={(event) => onText(event.target.value)} />}
      </Field>
      {text.trim() !== '' && parsed ? <Understood parsed={parsed} /> : null}
    </div>
  )
}

function Understood({ parsed: { people, problem } }: { parsed: ParsedList }) {
  if (problem) return <Callout tone="danger">{problem}</Callout>
  const wrong = people.filter((person) => person.problem !== null)
  const right = people.filter((person) => person.problem === null)
  const first = [...wrong.slice(0, SHOWN), ...right.slice(0, 5)]
  const left = people.length - first.length
  return (
    <div className="grid gap-3" aria-live="polite">
      <p>
        <strong className="font-medium">{right.length === 1 ? '1 person' : `${formatCount(right.length)} people`}</strong> can be invited.
        {wrong.length > 0 ? ` ${wrong.length === 1 ? 'One line is' : `${formatCount(wrong.length)} lines are`} left out; correct ${wrong.length === 1 ? 'it' : 'them'} above, or invite the others.` : ''}
      </p>
      <div className="overflow-hidden rounded-lg border">
        <table className="w-full table-fixed text-left" aria-label="What was read">
          <thead className="bg-sunken text-xs text-ink-3">
            <tr>
              <th scope="col" className="w-16 px-3 py-1.5 font-medium">Line</th>
              <th scope="col" className="px-3 py-1.5 font-medium">Person</th>
            </tr>
          </thead>
          <tbody className="divide-y">
            {first.map((person, index) => (
              <ListedRow key={`${person.line}-${index}`} person={person} />
            ))}
          </tbody>
        </table>
      </div>
      {left > 0 ? <p className="text-xs text-ink-3">and {formatCount(left)} more</p> : null}
    </div>
  )
}

function ListedRow({ person: { line, email, givenName, familyName, problem } }: { person: ListedPerson }) {
  return (
    <tr className="align-top">
      <td className="px-3 py-1.5 text-ink-3 tabular-nums">{line}</td>
      <td className="px-3 py-1.5">
        {email || '—'} <bdi className="text-ink-3">{`${givenName} ${familyName}`.trim()}</bdi>
        {problem ? <span className="block text-xs text-danger-ink">{problem}</span> : null}
      </td>
    </tr>
  )
}
