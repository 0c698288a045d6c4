// Under which activation is something done? What standing grants allow is done under none. Pure.
import { can, type Question } from './can'
import { makeActor, type Actor } from './grants'
import type { Permission } from './policy'

/**
 * @param actor who may do it @param question as it was asked
 * @returns the activation without which they might not, or null: standing grants (or being named) suffice. Where only several together suffice, the first
 */
export function decidingActivation<P extends Permission>(actor: Actor, permission: P, ...question: Question<P>): string | null {
  const running = actor.inForce.flatMap(({ activation }) => activation ?? [])
  if (running.length === 0) return null
  const allowedWith = (activationId: string | null) =>
    can(makeActor({ ...actor, grants: actor.inForce.filter(({ activation }) => activation === null || activation.id === activationId) }), permission, ...question).allowed
  if (allowedWith(null)) return null
  return (running.find(({ id }) => allowedWith(id)) ?? running[0]!).id
}
