'use client'

import { useRouter } from 'next/navigation'
import { useId, useState, type FormEvent } from 'react'
import { FormFailure } from '@/components/form/form-failure'
import { useTypedText } from '@/components/form/use-typed-text'
import { serverTime } from '@/components/shell/server-clock'
import { useRefreshThen } from '@/components/shell/use-refresh-then'
import { Button } from '@/components/ui/button'
import { Callout } from '@/components/ui/callout'
import { Dialog } from '@/components/ui/dialog'
import { showToast } from '@/components/ui/toast-store'
import { useAction } from '@/lib/actions/use-action'
import { fromLocalField } from '@/lib/format/local-moment'
import { formatDateTime } from '@/lib/format/time'
import { submitRequests } from '@/lib/pim/actions'
import { roleInPlace } from '@/lib/pim/request-words'
import { type Activating, type Wanted } from './activate-host'
import { ActivateFields, type Written } from './activate-fields'
import { itemsOf, leastReason, lengthsFor, proposedLength, type Item, type Picked } from './basket'
import { ItemPreview } from './item-preview'
import { PickRoles } from './pick-roles'

const nameOf = ({ role, place }: Item) => roleInPlace(role.role, place?.name ?? role.placeName)

interface ActivateDialogProps extends Activating, Wanted {
  onClose: () => void
}

/** Asks for one role or several, here and there, in one go: for how long, from when, why. What each would do is said before it is sent. */
export function ActivateDialog({ roles, person, mfa, zone, grantIds, extend, seconds: wished, onClose }: ActivateDialogProps) {
  const formId = useId()
  const router = useRouter()
  const { run, pending: sending, failure } = useAction(submitRequests)
  const { refreshing, refreshThen } = useRefreshThen()
  const pending = sending || refreshing
  const [picked, setPicked] = useState<readonly Picked[]>(() => roles.filter(({ grantId, disabledReason }) => grantIds.includes(grantId) && !disabledReason).map((role) => ({ role, places: placesOf(role.scope.type, extend) })))
  const lengths = lengthsFor(picked)
  const [when, setWhen] = useState({ seconds: proposedLength(lengths, wished), starts: '' })
  const about = `activate ${extend?.id ?? grantIds.join(' ')}`
  const [justification, setJustification] = useTypedText(`${about} why`)
  const [ticket, setTicket] = useTypedText(`${about} ticket`)
  const written: Written = { ...when, justification, ticket }
  const write = ({ seconds, starts, ...texts }: Written) => {
    setWhen({ seconds, starts })
    setJustification(texts.justification)
    setTicket(texts.ticket)
  }
  const done = () => {
    setJustification('')
    setTicket('')
    onClose()
  }
  const [refused, setRefused] = useState<readonly { item: string; sentence: string }[]>([])
  const items = itemsOf(picked)
  const seconds = lengths.includes(written.seconds) ? written.seconds : proposedLength(lengths, wished)
  const startsAt = written.starts && !extend ? fromLocalField(written.starts, zone) : null
  const least = leastReason(picked)
  const needsTicket = picked.some(({ role }) => role.settings.ticket !== 'off')
  const missing = items.length === 0 ? 'Choose a role first.'
    : [...written.justification.trim()].length < least ? `Write why, in at least ${least} characters.`
    : needsTicket && written.ticket.trim() === '' ? 'Write the number of the ticket.'
    : null

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (pending || missing) return
    setRefused([])
    const result = await run({
      items: items.map(({ role, place }) => ({
        grantId: role.grantId, seconds, justification: written.justification, ticket: written.ticket,
        ...(place ? { place: { type: place.type, id: place.id } } : {}), ...(startsAt === null ? {} : { startsAt }), ...(extend ? { extendsId: extend.id } : {}),
      })),
    })
    if (!result.ok) return router.refresh()
    const left = result.data.items.flatMap((outcome, index) => (outcome.ok ? [] : [{ item: items[index]!, sentence: outcome.failure.sentence }]))
    for (const [index, outcome] of result.data.items.entries()) if (outcome.ok) showToast({ text: doneWords(nameOf(items[index]!), outcome, zone) })
    if (left.length === 0) return refreshThen(done)
    router.refresh()
    setPicked(picked.map(({ role, places }) => ({ role, places: places.filter(({ id }) => left.some(({ item }) => item.role === role && item.place?.id === id)) })).filter(({ role }) => left.some(({ item }) => item.role === role)))
    setRefused(left.map(({ item, sentence }) => ({ item: nameOf(item), sentence })))
  }

  const waits = items.some(({ role }) => role.settings.approvals > 0)
  const one = items.length === 1 ? items[0]! : null
  const verb = extend ? 'Extend' : waits ? (startsAt === null ? 'Ask to activate' : 'Ask to schedule') : startsAt === null ? 'Activate' : 'Schedule'
  return (
    <Dialog
      open
      onClose={onClose}
      locked={pending}
      size="lg"
      title={extend ? `Extend ${one ? nameOf(one) : 'a role'}` : grantIds.length === 1 && one ? `Activate ${nameOf(one)}` : 'Activate roles'}
      footer={
        <>
          <Button onClick={onClose} disabledReason={pending ? 'Wait until this is done.' : null}>
            Cancel
          </Button>
          <Button variant="primary" type="submit" form={formId} pending={pending} disabledReason={missing}>
            {items.length > 1 ? `${verb} ${items.length}` : verb}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={(event) => void submit(event)} noValidate className="grid items-start gap-x-8 gap-y-5 md:grid-cols-2">
        <div className="grid gap-5">
          {extend ? null : <PickRoles roles={roles} picked={picked} onChange={setPicked} alone={grantIds.length === 1 && roles.length === 1} />}
          <ActivateFields written={{ ...written, seconds }} onChange={write} lengths={lengths} least={least} picked={picked} zone={zone} extending={extend !== undefined} waits={waits} fields={failure?.fields} />
        </div>
        <div className="grid gap-4 md:sticky md:top-0">
          <FormFailure failure={failure} form="activate" />
          {refused.map(({ item, sentence }) => (
            <Callout key={item} tone="danger" live title={`${item} was not taken`}>
              {sentence} The others were sent.
            </Callout>
          ))}
          {items.length === 0 ? <p className="text-ink-3">Choose a role to see what it would add, who decides, and when it would end.</p> : null}
          {items.map((item) => (
            <ItemPreview key={`${item.role.grantId} ${item.place?.id ?? ''}`} item={item} person={person} mfa={mfa} zone={zone} seconds={seconds} startsAt={startsAt} from={extend?.endsAt ?? null} now={serverTime()} />
          ))}
        </div>
      </form>
    </Dialog>
  )
}

/** An extension is of the very place that runs; where that is all the grant reaches, it need not be said. */
function placesOf(grantScope: string, extend: Wanted['extend']) {
  return extend && extend.scope.type !== 'tenant' && grantScope === 'tenant' ? [{ ...extend.scope, name: extend.placeName ?? '' }] : []
}

function doneWords(name: string, { state, startsAt, endsAt }: { state: string; startsAt: number | null; endsAt: number | null }, zone: string): string {
  if (state === 'active') return `${name} is active until ${formatDateTime(endsAt!, zone)}.`
  return state === 'scheduled' ? `${name} will be active from ${formatDateTime(startsAt!, zone)}.` : `${name} is asked for, and waits to be decided.`
}
