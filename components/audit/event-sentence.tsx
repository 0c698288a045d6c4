import { TextLink } from '@/components/ui/text-link'
import { type EventRef, type EventView } from '@/lib/audit/event-view'

/** A person or place that an event speaks of: a link where there is something to go to. */
export function EventObject({ object }: { object: EventRef }) {
  return object.href ? <TextLink href={object.href}>{object.name}</TextLink> : <bdi className="font-medium">{object.name}</bdi>
}

/** "Adam Ahlberg changed the status of Ines Ivanova". A name is set apart, so that one written from right to left turns nothing around it. */
export function EventSentence({ event: { actor, sentence } }: { event: Pick<EventView, 'actor' | 'sentence'> }) {
  const draw = (part: EventRef | string) => (typeof part === 'string' ? part : <bdi>{part.name}</bdi>)
  return (
    <>
      {draw(actor)}{' '}
      {sentence.map((part, index) => (
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
