'use client'

import { useListAddress } from '@/components/table/use-list-address'
import { Button } from '@/components/ui/button'
import { buttonLook } from '@/components/ui/button-look'
import { Field } from '@/components/ui/field'
import { Icon } from '@/components/ui/icon'
import { Input } from '@/components/ui/input'
import { Popover } from '@/components/ui/popover'

/** What a date-and-time control says, in the browser's own zone, for a moment of the address; empty without one. */
function forControl(text: string | null): string {
  const at = new Date(text ?? '')
  return Number.isNaN(at.getTime()) ? '' : new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}

/** From one moment to another, in one's own time. */
export function TimeRange() {
  const { params, change } = useListAddress()
  const [from, to] = [params.get('from'), params.get('to')]
  const apply = (form: FormData) => {
    const moment = (name: string) => {
      const at = new Date(form.get(name) as string)
      return Number.isNaN(at.getTime()) ? null : at.toISOString()
    }
    change({ from: moment('from'), to: moment('to'), within: null })
  }
  return (
    <Popover
      label="Between two moments"
      buttonClass={buttonLook('secondary', 'md')}
      className="w-64 p-3"
      button={
        <>
          Between
          {from || to ? <span className="rounded-sm bg-accent-soft px-1 text-2xs text-accent-ink">{Number(Boolean(from)) + Number(Boolean(to))}</span> : null}
          <Icon name="chevron-down" size={12} className="-mr-1 text-ink-3" />
        </>
      }
    >
      <form
        key={`${from} ${to}`}
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          apply(new FormData(event.currentTarget))
        }}
      >
        <Field label="From" optional>
          {(control) => <Input {...control} type="datetime-local" name="from" defaultValue={forControl(from)} />}
        </Field>
        <Field label="Before" optional>
          {(control) => <Input {...control} type="datetime-local" name="to" defaultValue={forControl(to)} />}
        </Field>
        <Button type="submit" data-close>
          Show
        </Button>
      </form>
    </Popover>
  )
}
