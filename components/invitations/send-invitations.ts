import type { ActionResult } from '@/lib/actions/result'
import type { Failure } from '@/lib/errors/app-error'
import { MOST_LINES_AT_ONCE } from '@/lib/invitations/limits'
import type { Recipient } from './invite-draft'

interface Part<A> { send: (input: A & { listId: string; from: number; lines: Recipient[] }) => Promise<ActionResult<unknown>>; access: A; listId: string; people: readonly Recipient[]; onSent: (sent: number) => void }

/** Sends a list in parts that fit into a request. A part that came already counts once, so all of it may be sent again. @returns what stopped it, or null */
export async function sendList<A>({ send, access, listId, people, onSent }: Part<A>): Promise<Failure | null> {
  for (let sent = 0; sent < people.length; sent += MOST_LINES_AT_ONCE) {
    const result = await send({ ...access, listId, from: sent + 1, lines: people.slice(sent, sent + MOST_LINES_AT_ONCE) })
    if (!result.ok) return result.error
    onSent(Math.min(people.length, sent + MOST_LINES_AT_ONCE))
  }
  return null
}
