import { Time } from '@/components/shell/time'
import { type Column } from '@/components/table/column'
import { TwoLines } from '@/components/table/two-lines'
import { type EventRef, type EventView } from '@/lib/audit/event-view'
import { EventOutcome } from './event-outcome'
import { EventObject, EventSentence } from './event-sentence'

/** What an event speaks of beside its actor: each once, to go there. */
function objectsOf({ actor, sentence, place }: EventView): EventRef[] {
  const all = [...sentence.filter((part): part is EventRef => typeof part !== 'string'), ...(place ? [place] : [])]
  return all.filter((object, index) => all.findIndex(({ id }) => id === object.id) === index && (typeof actor === 'string' || object.id !== actor.id))
}

/** @param now the request's clock */
export function eventColumns({ now, zone }: { now: number; zone: string }): Column<EventView>[] {
  return [
    { key: 'what', header: 'What happened', cell: (event) => <TwoLines wrap first={<EventSentence event={event} />} second={event.reason ?? (event.summary || undefined)} /> },
    {
      key: 'about',
      header: 'About',
      width: 'w-48',
      cell: (event) => (
        <span className="flex gap-2">
          {objectsOf(event).map((object) => (
            <EventObject key={object.id} object={object} />
          ))}
        </span>
      ),
    },
    { key: 'outcome', header: 'Outcome', width: 'w-28', cell: (event) => <EventOutcome {...event} /> },
    { key: 'at', header: 'When', width: 'w-44', fixed: true, cell: (event) => <Time at={event.at} now={now} zone={zone} absolute /> },
    { key: 'sequence', header: 'Number', width: 'w-24', align: 'end', cell: (event) => event.sequence },
  ]
}
