import type { Actor } from './grants'
import type { Permission } from './policy'

declare const cleared: unique symbol

/**
 * Proof, carried in the type, that the actor was found to hold the permission in this request. Only the guards
 * (defineAction, defineRead, access.ts) make one; a data function that asks for it cannot be reached unguarded.
 */
export interface Cleared<P extends Permission> {
  readonly actor: Actor
  readonly [cleared]: (permission: P) => void
}

/** For the guards alone. */
export function clear<P extends Permission>(actor: Actor, _permission: P): Cleared<P> {
  return { actor } as Cleared<P>
}
