import 'server-only'
import type { z } from 'zod'
import type { AuditEventName } from '@/lib/audit/event-names'
import type { AuditOrigin } from '@/lib/audit/record'
import { currentSession } from '@/lib/authn/current-session'
import type { SessionFacts } from '@/lib/authn/session-facts'
import { AppError } from '@/lib/errors/app-error'
import { answer } from './answer'
import { registerDoor } from './doors'
import { parseKey } from './idempotency'
import { parseInput } from './parse-input'
import { callerOf, perform } from './perform'
import { recordRefusal } from './record-refusal'
import { refuseForeignOrigin, requestOrigin } from './request-origin'
import type { GuardedAction } from './result'
import { refuseStale } from './step-up'
import type { Work } from './work'

interface OwnDeclaration<S extends z.ZodType, Prep, T> {
  own: `own:${string}`
  audit: AuditEventName
  input: S
  /** needs a fresh factor */
  stepUp?: true
  /** may be done while the session still owes a new password */
  whileOwing?: true
  lock?: 'tenant'
  prepare?: (given: { input: z.output<S>; facts: SessionFacts; origin: AuditOrigin }) => Promise<Prep>
  run: (work: Work, given: { input: z.output<S>; prepared: Prep }) => Promise<T>
  /** what may happen only once the change stands: handing the browser its new cookie */
  committed?: (given: { prepared: Prep }) => Promise<void>
}

/**
 * A server action on one's own account, sessions or grants: belongs to everyone signed in with status active, whatever
 * roles are in force. The resource is always oneself, taken from the session and never from the input.
 */
export function defineOwnAction<S extends z.ZodType, Prep = undefined, T = void>(declaration: OwnDeclaration<S, Prep, T>): GuardedAction<z.input<S>, T> {
  const { own, audit, stepUp, whileOwing, lock } = declaration
  const action: GuardedAction<z.input<S>, T> = async (given, givenKey) =>
    answer(own, async () => {
      const facts = await currentSession(true)
      if (!facts) throw new AppError('signed_out')
      await refuseForeignOrigin()
      if (facts.owes && !whileOwing) throw new AppError('password_change_required')
      const input = parseInput(declaration.input, given)
      const key = parseKey(givenKey)
      const origin = await requestOrigin()
      try {
        const prepared = (await declaration.prepare?.({ input, facts, origin })) as Prep
        const done = await perform({ name: own, audit, lock: lock === 'tenant', whileOwing: whileOwing ?? false, input, key, origin, caller: callerOf(facts), act: async (work) => {
          if (stepUp) refuseStale(work.actor, work.facts.tenant.stepUpAgeSeconds)
          return declaration.run(work, { input, prepared })
        } })
        await declaration.committed?.({ prepared })
        return done
      } catch (error) {
        await recordRefusal(error, facts.actor, origin, audit, { affectedId: facts.actor.administratorId })
        throw error
      }
    })
  return registerDoor(action, { kind: 'own-action', own, audit, stepUp: stepUp ? 'always' : 'never' })
}
