'use client'

import { useQuery } from '@tanstack/react-query'
import { Callout } from '@/components/ui/callout'
import { placeKey, type MfaPolicy, type Person } from '@/lib/authz/grants'
import { POLICY } from '@/lib/authz/policy'
import { countOf, listOf } from '@/lib/format/count'
import { formatDateTime, formatDuration } from '@/lib/format/time'
import { type DecidingView, type EligibleRole } from '@/lib/pim/own-view'
import { pimDecidersQuery } from '@/lib/pim/queries'
import { roleInPlace } from '@/lib/pim/request-words'
import { addsInWords, whatAdds } from '@/lib/pim/what-adds'
import { windowFor, type Item } from './basket'

interface ItemPreviewProps {
  item: Item
  person: Person
  mfa: MfaPolicy
  zone: string
  seconds: number
  startsAt: number | null
  /** end of the running activation it goes on from */
  from: number | null
  now: number
}

/** Before it is sent: what it would add, who can decide, when it would begin and end, and whether mail tells them. */
export function ItemPreview({ item, person, mfa, zone, seconds, startsAt, from, now }: ItemPreviewProps) {
  const { role, place } = item
  const { settings } = role
  const { gained, whole } = whatAdds(person, { role: role.role, scope: role.scope, ...(place ? { place } : {}) }, mfa, now)
  const { data, isError } = useQuery({ ...pimDecidersQuery(role.grantId, place ? placeKey(place) : null), enabled: settings.approvals > 0 })
  const { startsAt: begins, endsAt, cut } = windowFor(item, { seconds, startsAt, from, now })
  const waits = settings.approvals > 0
  const when = from !== null ? `Goes on at ${formatDateTime(begins, zone)}` : startsAt !== null && startsAt > now ? `Starts ${formatDateTime(begins, zone)}` : waits ? 'Starts as soon as it is approved' : 'Starts at once'
  const ends = waits && from === null && !(startsAt !== null && startsAt > now) ? `lasts ${formatDuration((endsAt - begins) / 1000)}: approved now, it would end ${formatDateTime(endsAt, zone)}` : `ends ${formatDateTime(endsAt, zone)}`
  return (
    <section aria-label={`What ${roleInPlace(role.role, place?.name ?? role.placeName)} would do`} className="grid gap-2 rounded-lg border bg-sunken px-3 py-2.5">
      <p className="font-medium break-words">{roleInPlace(role.role, place?.name ?? role.placeName)}</p>
      {from === null ? (
        <details>
          <summary className="cursor-pointer">{addsInWords({ gained: gained.length, whole }, place?.name ?? role.placeName)}</summary>
          <ul className="mt-1 columns-1 text-xs text-ink-2">
            {gained.map(({ permission }) => (
              <li key={permission}>{POLICY[permission].label}</li>
            ))}
          </ul>
        </details>
      ) : null}
      <p className="text-ink-2">
        {when}, and {ends} ({zone}).{cut ? ' That is when your role itself ends.' : ''}
      </p>
      {waits ? <Deciding data={data} failed={isError} settings={settings} /> : <p className="text-ink-2">Nobody need approve it.</p>}
      {settings.mfa ? <p className="text-ink-2">You are asked for your second factor when you send it.</p> : null}
    </section>
  )
}

function Deciding({ data, failed, settings }: { data: DecidingView | undefined; failed: boolean; settings: EligibleRole['settings'] }) {
  if (!data) return <p className="text-ink-3">{failed ? 'Who can decide could not be found out. It can be sent all the same.' : 'Looking who can decide…'}</p>
  const { needed, deciders, enough, mail } = data
  if (!enough) {
    return (
      <Callout tone="warn" title={deciders.length === 0 ? 'Nobody can decide this now' : `Only ${listOf(deciders)} can decide this now, and it needs ${needed}`}>
        It can be sent, and waits up to {formatDuration(settings.undecidedSeconds)}. Ask a Client Owner to add approvers, or wait until one can decide.
      </Callout>
    )
  }
  return (
    <p className="text-ink-2">
      Needs {countOf(needed, 'approval')}. {listOf(deciders)} can decide now{mail === 'on' ? ', and mail tells them' : ''}.
      {mail === 'off' ? ' The settings of this role send them no mail: they see it in the console.' : mail === 'held_up' ? ' Mail to some of them is not getting through now: tell them yourself.' : ''} Undecided, it ends after {formatDuration(settings.undecidedSeconds)}.
    </p>
  )
}
