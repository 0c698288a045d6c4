import { TextLink } from '@/components/ui/text-link'
import { type EventRef, type EventView } from '@/lib/audit/event-view'

/** A person or place that an event speaks of: a link where there is something to go to. */
export function EventObject({ object }: { object: EventRef }) {
  return object.href ? <TextLink href={object.href}>{object.name}</TextLink> : <span className="font-medium">{object.name}</span>
}

/** "Adam Ahlberg changed the status of Ines Ivanova". `linked` where it does not itself lie inside a link. */
export function EventSentence({ event, linked = false }: { event: Pick<EventView, 'actor' | 'sentence'>; linked?: boolean }) {
  const draw = (part: EventRef | string) => (typeof part === 'string' ? part : linked ? <EventObject object={part} /> : <span className="font-medium">{part.name}</span>)
  return (
    <>
      {typeof event.actor === 'string' ? <span className="font-medium">{event.actor}</span> : draw(event.actor)}{' '}
      {event.sentence.map((part, index) => (
        <span key={index}>{draw(part)}</span>
      ))}
    </>
  )
}

/** The same as plain text, for who listens. */
export function sentenceText({ actor, sentence }: Pick<EventView, 'actor' | 'sentence'>): string {
  const text = (part: EventRef | string) => (typeof part === 'string' ? part : part.name)
  return `${text(actor)} ${sentence.map(text).join('')}`
}
