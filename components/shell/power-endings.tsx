import { type ReactNode } from 'react'
import { Callout } from '@/components/ui/callout'
import { TextLink } from '@/components/ui/text-link'
import { IconButton } from '@/components/ui/icon-button'
import { paths } from '@/lib/paths'
import { countdown } from '@/lib/pim/request-words'
import { type Power } from './powers-in-force'
import { type Ended } from './use-endings'

interface PowerEndingsProps {
  ending: readonly (Power & { activation: NonNullable<Power['activation']> })[]
  ended: readonly Ended[]
  time: number
  onDismiss: (id: string) => void
}

const nameOf = ({ label, place }: Power) => (place ? `${label} in ${place}` : label)

/** Under the bar: what ends within minutes, and what happened to what ended. It stays until it is closed. */
export function PowerEndings({ ending, ended, time, onDismiss }: PowerEndingsProps) {
  return (
    <div role="status" className="pointer-events-none absolute inset-x-0 top-full grid justify-items-end gap-2 p-3 *:pointer-events-auto empty:hidden">
      {ending.map((power) => (
        <Note key={power.activation.id} tone="warn" onClose={() => onDismiss(power.activation.id)} closeLabel={`Close the warning about ${nameOf(power)}`} title={<>{nameOf(power)} ends in <span className="sr-only">less than five minutes</span><span aria-hidden="true" className="tabular-nums">{countdown(power.activation.endsAt - time)}</span></>}>
          <TextLink href={paths.pimExtend(power.activation.grantId, power.activation.id)}>Extend it</TextLink>
        </Note>
      ))}
      {ended.map(({ id, power, what }) => (
        <Note key={id} tone="info" onClose={() => onDismiss(id)} closeLabel={`Close the notice about ${nameOf(power)}`} title={`${nameOf(power)} is not in force any more`}>
          {whatHappened(what)} <TextLink href={what ? paths.pimRequest(what.requestId) : paths.pimRequests}>See the request</TextLink>
        </Note>
      ))}
    </div>
  )
}

function Note({ tone, title, children, onClose, closeLabel }: { tone: 'warn' | 'info'; title: ReactNode; children: ReactNode; onClose: () => void; closeLabel: string }) {
  return (
    <div className="w-full max-w-md rounded-lg bg-canvas shadow-dialog">
      <Callout tone={tone} title={title} actions={<IconButton icon="close" size="sm" label={closeLabel} onClick={onClose} />}>
        {children}
      </Callout>
    </div>
  )
}

/** @returns as a sentence what the server said; nothing while it has not */
function whatHappened(what: Ended['what']): string {
  if (!what) return ''
  const { state, endedBy, reason } = what
  const said = reason ? `: “${reason}”.` : '.'
  const words: Partial<Record<typeof state, string>> = {
    expired: 'It ran until its end.',
    deactivated: 'You deactivated it.',
    revoked: `${endedBy ?? 'Somebody'} revoked it${said}`,
    cut_short: 'It was cut short, because your account, this role or its place changed.',
  }
  return words[state] ?? ''
}
