import { type ReactNode } from 'react'
import { TextLink } from '@/components/ui/text-link'
import { type EventDetailView, type EventRef } from '@/lib/audit/event-view'
import { listOf } from '@/lib/format/count'
import { paths } from '@/lib/paths'
import { EventObject } from './event-sentence'

type Fact = { term: string; value: ReactNode }

function historyOf({ kind, id }: EventRef, as?: 'actor' | 'affected'): string {
  if (kind === 'workspace') return paths.auditOf({ workspace: id })
  if (kind === 'organization') return paths.auditOf({ organization: id })
  return paths.auditOf(as === 'actor' ? { actor: id } : { affected: id })
}

/** Somebody or something, and the way to everything else the audit says about it. */
function WithHistory({ object, as, words }: { object: EventRef; as?: 'actor' | 'affected'; words: string }) {
  return (
    <span className="flex flex-wrap gap-x-3">
      <EventObject object={object} />
      <TextLink href={historyOf(object, as)}>{words}</TextLink>
    </span>
  )
}

const Code = ({ children }: { children: ReactNode }) => <code className="font-mono text-xs break-all select-all">{children}</code>
const Faint = ({ children }: { children: ReactNode }) => <span className="text-ink-3">{children}</span>

/** Everything that was written down about an event beside what it changed, in three parts. */
export function eventFacts(event: EventDetailView): { about: Fact[]; origin: Fact[]; chain: Fact[] } {
  const { actor, affected, place, target } = event
  const stranger = typeof actor === 'string'
  const erased = <Faint>{stranger ? 'none' : event.veiled ? 'not shown until they next sign in' : 'erased with the person'}</Faint>
  const shown = new Set([stranger ? null : actor.id, affected?.id, place?.id])
  return {
    about: [
      { term: 'By', value: stranger ? actor : <WithHistory object={actor} as="actor" words="All they did" /> },
      ...(stranger || event.veiled ? [] : [{ term: 'Roles in force then', value: event.roles.length > 0 ? listOf(event.roles, event.roles.length) : <Faint>none</Faint> }]),
      ...(affected ? [{ term: 'About', value: <WithHistory object={affected} as="affected" words="All that was done to them" /> }] : []),
      ...(place ? [{ term: 'In', value: <WithHistory object={place} words="All that happened there" /> }] : []),
      ...(target && !shown.has(target.id) ? [{ term: 'Object', value: <>{target.type.replaceAll('-', ' ')} <Code>{target.id}</Code></> }] : []),
      { term: 'Name of the event', value: <span className="flex flex-wrap gap-x-3"><Code>{event.action}</Code><TextLink href={paths.auditOfAction(event.action)}>All of this kind</TextLink></span> },
    ],
    origin: [
      { term: 'Network address', value: event.address ? <Code>{event.address}</Code> : erased },
      { term: 'Device', value: event.device ? <span className="break-words">{event.device}</span> : erased },
      ...(event.sessionId ? [{ term: 'Session', value: <Code>{event.sessionId}</Code> }] : []),
      ...(event.activationId ? [{ term: 'Activation', value: <Code>{event.activationId}</Code> }] : []),
      { term: 'Request', value: <Code>{event.requestId}</Code> },
    ],
    chain: [
      { term: 'Number', value: event.sequence },
      { term: 'Hash', value: <Code>{event.hash}</Code> },
      { term: 'Hash of the one before', value: <Code>{event.previousHash}</Code> },
    ],
  }
}
