'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { SubmitButton } from '@/components/form/submit-button'
import { FailureNotice } from '@/components/guard/failure-notice'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { FindInList } from '@/components/ui/find-in-list'
import { Input } from '@/components/ui/input'
import { Select } from '@/components/ui/select'
import { Status } from '@/components/ui/status'
import { useAction } from '@/lib/actions/use-action'
import { ROLES, type RoleKey } from '@/lib/authz/policy'
import { addConnectionLine, confirmConnectionLine, removeConnectionLine } from '@/lib/sso/actions'
import { type LineView } from '@/lib/sso/mapping-lines'

const EVERYBODY = 'Everybody who comes through it'

interface ConnectionLinesProps {
  connectionId: string
  lines: readonly LineView[]
  /** the roles the one who looks could give by hand */
  assignable: readonly RoleKey[]
  /** why they may only be read */
  reason: string | null
}

/** Which group is given which role. A line stands on what its author may assign. */
export function ConnectionLines({ connectionId, lines, assignable, reason }: ConnectionLinesProps) {
  const router = useRouter()
  const { run, pending, failure } = useAction(addConnectionLine)
  const [group, setGroup] = useState('')
  const [role, setRole] = useState<RoleKey | ''>('')
  const add = async () => {
    if (role === '') return
    const result = await run({ connectionId, group, role })
    if (result.ok) setGroup('')
    router.refresh()
  }
  return (
    <div className="grid grid-cols-1 gap-4">
      {lines.length === 0 ? <p className="text-ink-3">No group gives a role. Administration roles would arrive eligible, others as their PIM settings say.</p> : null}
      <FindInList items={lines} textOf={textOf} label="Find a group, role or author">
        {(found) => (
          <ul className="grid grid-cols-1 gap-2">
            {found.map((line) => (
              <li key={line.id}><Line connectionId={connectionId} line={line} reason={reason} /></li>
            ))}
          </ul>
        )}
      </FindInList>
      {lines.length === 0 ? null : <p className="text-ink-3">Removing a line ends nothing at once: whoever has the role by it keeps it until they next sign in through this provider.</p>}
      {reason ? null : assignable.length === 0 ? (
        <p className="text-ink-3">You can assign no role yourself, so you can write no line.</p>
      ) : (
        <form
          noValidate
          className="flex flex-wrap items-start gap-2"
          onSubmit={(event) => {
            event.preventDefault()
            if (!pending && role !== '') void add()
          }}
        >
          <Field label="Group" id="line-group" optional className="min-w-0 flex-1 basis-full sm:basis-48" error={failure?.fields?.group} help="As the provider says it, to the letter. Empty: everybody who comes through it.">
            {(control) => <Input {...control} autoComplete="off" spellCheck={false} maxLength={500} value={group} onChange={(event) => setGroup(event.target.value)} />}
          </Field>
          <Field label="Role" id="line-role" className="min-w-0 basis-full sm:basis-56" help="Those that you could assign.">
            {(control) => (
              <Select {...control} value={role} onChange={(event) => setRole(event.target.value as RoleKey | '')} options={[{ value: '', label: 'Choose a role' }, ...assignable.map((key) => ({ value: key, label: ROLES[key].label }))]} />
            )}
          </Field>
          <div className="sm:pt-6.5"><SubmitButton pending={pending} disabledReason={role === '' ? 'Choose a role first.' : null}>Add line</SubmitButton></div>
        </form>
      )}
      {failure?.fields?.group ? null : <FailureNotice failure={failure} />}
    </div>
  )
}

/** What a line says, and so what it is found by. */
const textOf = ({ groupValue, role, placeName, author, paused }: LineView) => [groupValue ?? EVERYBODY, ROLES[role].label, placeName ?? '', author, paused ? 'Paused' : 'In force'].join(' ')

function Line({ connectionId, line: { id: lineId, groupValue, role, placeName, author, paused, confirmable }, reason }: { connectionId: string; line: LineView; reason: string | null }) {
  const router = useRouter()
  const confirm = useAction(confirmConnectionLine)
  const remove = useAction(removeConnectionLine)
  const act = async (action: typeof confirm) => {
    await action.run({ connectionId, lineId })
    router.refresh()
  }
  return (
    <div className="grid gap-2 rounded-lg border px-3 py-2.5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <p className="min-w-0 flex-1 basis-48">
          {groupValue === null ? EVERYBODY : <bdi className="font-medium wrap-anywhere">{groupValue}</bdi>} is given <span className="font-medium">{ROLES[role].label}{placeName ? ` of ${placeName}` : ''}</span>
          <span className="block text-xs text-ink-3">Written by {author}</span>
        </p>
        {paused ? <Status tone="warn" tip="Its author could not assign this role any more.">Paused</Status> : <Status tone="good">In force</Status>}
        {reason ? null : (
          <span className="flex flex-wrap gap-2">
            {paused ? <Button size="sm" pending={confirm.pending} disabledReason={confirmable ? null : 'You could not assign this role yourself.'} onClick={() => void act(confirm)}>Stand behind it</Button> : null}
            <Button size="sm" variant="ghost" pending={remove.pending} onClick={() => void act(remove)}>Remove</Button>
          </span>
        )}
      </div>
      <FailureNotice failure={confirm.failure ?? remove.failure} />
    </div>
  )
}
