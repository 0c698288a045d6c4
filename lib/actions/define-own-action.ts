import 'server-only'
import type { z } from 'zod'
import type { AuditEventName } from '@/lib/audit/event-names'
import type { AuditOrigin } from '@/lib/audit/record'
import { currentSession } from '@/lib/authn/current-session'
import type { SessionFacts } from '@/lib/authn/session-facts'
import { AppError } from '@/lib/errors/app-error'
import { answer } from './answer'
import { answerAgain } from './answer-again'
import { registerDoor } from './doors'
import { parseKey } from './idempotency'
import { parseInput } from './parse-input'
import { callerOf, perform } from './perform'
import { recordRefusal } from './record-refusal'
import { refuseForeignOrigin, requestOrigin } from './request-origin'
import type { GuardedAction } from './result'
import { withRenewal } from './with-renewal'
import { isFresh, refuseStale } from './step-up'
import type { Work } from './work'

interface OwnDeclaration<S extends z.ZodType, Prep, T> {
  own: `own:${string}`
  audit: AuditEventName
  /** what a refusal is called, where it is not the same */
  refused?: AuditEventName
  input: S
  /** needs a fresh factor */
  stepUp?: true
  /** says whether something else stands for the fresh factor, where there is none; may say why not by throwing */
  insteadOfFactor?: (work: Work) => Promise<boolean>
  /** may be done while the session still owes a new password */
  whileOwing?: true
  lock?: 'tenant'
  /** the answer holds a secret that is shown once: what is kept of it for a second submit is sealed */
  secret?: true
  prepare?: (given: { input: z.output<S>; facts: SessionFacts; origin: AuditOrigin }) => Promise<Prep>
  run: (work: Work, given: { input: z.output<S>; prepared: Prep }) => Promise<T>
}

/** Looked at only where the session has no fresh factor. */
async function standsForFactor(work: Work, instead?: (work: Work) => Promise<boolean>): Promise<boolean> {
  return instead !== undefined && !isFresh(work.actor, work.facts.tenant.stepUpAgeSeconds) && instead(work)
}

/**
 * A server action on one's own account, sessions or grants: belongs to everyone signed in with status active, whatever
 * roles are in force. The resource is always oneself, taken from the session and never from the input.
 */
export function defineOwnAction<S extends z.ZodType, Prep = undefined, T = void>(declaration: OwnDeclaration<S, Prep, T>): GuardedAction<z.input<S>, T> {
  const { own, audit, stepUp, whileOwing, lock, secret } = declaration
  const action: GuardedAction<z.input<S>, T> = async (given, givenKey) =>
    answer(own, async () => {
      const facts = await currentSession(true)
      if (!facts) return answerAgain({ name: own, schema: declaration.input, given, givenKey, ...(secret ? { secret } : {}) })
      await refuseForeignOrigin()
      if (facts.owes && !whileOwing) throw new AppError('password_change_required')
      const input = parseInput(declaration.input, given, own)
      const key = parseKey(givenKey)
      const origin = await requestOrigin()
      try {
        const prepared = (await declaration.prepare?.({ input, facts, origin })) as Prep
        return await withRenewal(key, async (renewal) =>
          perform({ name: own, audit, lock: lock === 'tenant', whileOwing: whileOwing ?? false, ...(secret ? { secret } : {}), input, key, origin, caller: callerOf(facts), renewal, act: async (work) => {
            if (stepUp && !(await standsForFactor(work, declaration.insteadOfFactor))) refuseStale(work.actor, work.facts.tenant.stepUpAgeSeconds)
            return declaration.run(work, { input, prepared })
          } }))
      } catch (error) {
        await recordRefusal(error, facts.actor, origin, declaration.refused ?? audit, { affectedId: facts.actor.administratorId })
        throw error
      }
    })
  return registerDoor(action, { kind: 'own-action', own, audit, stepUp: stepUp ? 'always' : 'never' })
}
