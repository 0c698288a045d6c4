import 'server-only'
import type { z } from 'zod'
import type { AuditEventName } from '@/lib/audit/event-names'
import type { AuditOrigin } from '@/lib/audit/record'
import { currentSession } from '@/lib/authn/current-session'
import type { Renewal } from '@/lib/authn/next-reference'
import type { SessionFacts } from '@/lib/authn/session-facts'
import { can, holdsSomewhere, type Decision, type Question, type ResourceOf } from '@/lib/authz/can'
import { decidingActivation } from '@/lib/authz/deciding-activation'
import type { Actor } from '@/lib/authz/grants'
import { permissionRow, type Permission, type POLICY } from '@/lib/authz/policy'
import { explainRefusal, type Refusal } from '@/lib/authz/refusals'
import type { Tx } from '@/lib/db/client'
import { AppError } from '@/lib/errors/app-error'
import { answer } from './answer'
import { answerAgain } from './answer-again'
import { registerDoor } from './doors'
import { parseKey } from './idempotency'
import { parseInput } from './parse-input'
import { callerOf, perform, type Caller } from './perform'
import { recordRefusal } from './record-refusal'
import { refuseForeignOrigin, requestOrigin } from './request-origin'
import type { GuardedAction } from './result'
import { withRenewal } from './with-renewal'
import { refuseStale } from './step-up'
import type { Work, WorkEntry } from './work'

interface Loading<I> { input: I; tx: Tx; actor: Actor; now: number; tenantId: string }
interface Loaded<I, L> { input: I; loaded: L; actor: Actor }

// A row with a rule or a place must be asked about something; leaving the question out does not compile. These say only
// whether the property must be there, so that its type can still be inferred from `load`.
type QuestionPart<P extends Permission> = undefined extends ResourceOf<P> ? { question?: undefined } : { question: unknown }
type StepUpPart<P extends Permission> = (typeof POLICY)[P] extends { stepUp: 'privileged-role' } ? { needsStepUp: unknown } : { needsStepUp?: undefined }

type Declaration<P extends Permission, S extends z.ZodType, Prep, L, T> = {
  permission: P
  audit: AuditEventName
  input: S
  /** the tenant's row is locked first: changes of who owns, and of policies */
  lock?: 'tenant'
  /** hashing, verifying, outbound calls: never inside a transaction, never for those who may not */
  prepare?: (given: { input: z.output<S>; facts: SessionFacts }) => Promise<Prep>
  /** reads what the question is about, within reach. @throws AppError not_found for what is not */
  load?: (given: Loading<z.output<S>>) => Promise<L>
  /** whom or what a refusal was about, where the question does not say */
  about?: (given: Loaded<z.output<S>, L>) => WorkEntry
  question?: (about: Loaded<z.output<S>, L>) => ResourceOf<P>
  /** whether a role of a privileged family is in hand (rows that say `stepUp: 'privileged-role'`) */
  needsStepUp?: (about: Loaded<z.output<S>, L>) => boolean
  run: (work: Work, given: { input: z.output<S>; loaded: L; prepared: Prep }) => Promise<T>
} & QuestionPart<P> & StepUpPart<P>

/** What a bulk run needs to do an action's work for one person after another, each with its own checks and audit. */
export interface Performable<I, T> {
  permission: Permission
  /**
   * @param steppedUp when the step-up was done once for the whole run
   * @param key a UUID that makes a second try of the same work one effect with one answer
   */
  perform: (caller: Caller, input: I, origin: AuditOrigin, steppedUp: boolean, key?: string) => Promise<T>
}

const performables = new WeakMap<object, Performable<never, unknown>>()

/** @returns the guarded work behind an action, for the job that runs it many times */
export function performableOf<I, T>(action: GuardedAction<I, T>): Performable<I, T> {
  return performables.get(action) as Performable<I, T>
}

/** @throws AppError forbidden with the sentence and what would change it */
export function refuseDenied(decision: Decision): void {
  if (!decision.allowed) throw forbidding(decision.because)
}

function forbidding({ code, sentence, who, asked }: Refusal): AppError {
  return new AppError('forbidden', { sentence, reason: code, details: { who, asked } })
}

/**
 * A server action behind a permission. Order, here and nowhere else: session → same origin → parse → may they ever →
 * prepare → transaction { lock, re-read actor and clock, load within reach or not found, permission + rule, step-up, run,
 * audit } → typed result.
 */
export function defineAction<P extends Permission, S extends z.ZodType, Prep = undefined, L = undefined, T = void>(
  declaration: Declaration<P, S, Prep, L, T>,
): GuardedAction<z.input<S>, T> {
  const { permission, audit, lock } = declaration
  const row = permissionRow(permission)
  const name = `${permission}>${audit}`

  async function performFor(caller: Caller, input: z.output<S>, prepared: Prep, origin: AuditOrigin, key: string | undefined, steppedUp: boolean, renewal?: Renewal): Promise<T> {
    let about: WorkEntry = {}
    let asked: Actor | undefined
    try {
      return await perform({ name, audit, lock: lock === 'tenant', input, key, origin, caller, renewal, act: async (work) => {
        const { tx, actor, now, tenantId, facts } = work
        asked = actor
        const loaded = (await declaration.load?.({ input, tx, actor, now, tenantId })) as L
        const resource = declaration.question?.({ input, loaded, actor })
        about = declaration.about?.({ input, loaded, actor }) ?? aboutOf(resource)
        const question = [resource] as unknown as Question<P>
        refuseDenied(can(actor, permission, ...question))
        work.activationId = decidingActivation(actor, permission, ...question)
        const sensitive = row.stepUp === 'always' || (row.stepUp === 'privileged-role' && declaration.needsStepUp?.({ input, loaded, actor }) !== false)
        if (sensitive && !steppedUp) refuseStale(actor, facts.tenant.stepUpAgeSeconds)
        return declaration.run(work, { input, loaded, prepared })
      } })
    } catch (error) {
      if (asked) await recordRefusal(error, asked, origin, audit, about)
      throw error
    }
  }

  const action: GuardedAction<z.input<S>, T> = async (given, givenKey) =>
    answer(name, async () => {
      const facts = await currentSession(true)
      if (!facts) return answerAgain({ name, schema: declaration.input, given, givenKey })
      await refuseForeignOrigin()
      if (facts.owes) throw new AppError('password_change_required')
      const input = parseInput(declaration.input, given, name)
      const key = parseKey(givenKey)
      const origin = await requestOrigin()
      // Whom the thing in hand names is known only once it is loaded.
      if (!row.byAssignment && !holdsSomewhere(facts.actor, permission)) {
        const refused = forbidding(explainRefusal(facts.actor, { permission }))
        await recordRefusal(refused, facts.actor, origin, audit, {})
        throw refused
      }
      const prepared = (await declaration.prepare?.({ input, facts })) as Prep
      return withRenewal(key, async (renewal) => performFor(callerOf(facts), input, prepared, origin, key, false, renewal))
    })

  performables.set(action, {
    permission,
    perform: async (caller: Caller, given: z.input<S>, origin: AuditOrigin, steppedUp: boolean, key?: string) => performFor(caller, parseInput(declaration.input, given, name), undefined as Prep, origin, parseKey(key), steppedUp),
  } as Performable<never, unknown>)
  return registerDoor(action, { kind: 'action', permission, audit, stepUp: row.stepUp ?? 'never', lock: lock ?? 'rows' })
}

/** A refusal about a person or a grant is part of that person's history. */
function aboutOf(resource: unknown): WorkEntry {
  const { person, change, place, request } = (resource ?? {}) as { person?: { administratorId: string }; change?: { administratorId: string }; place?: { type: string; id: string }; request?: { requesterId: string } }
  const affectedId = person?.administratorId ?? change?.administratorId ?? request?.requesterId
  return {
    ...(affectedId ? { affectedId } : {}),
    ...(place ? { target: place, ...(place.type === 'workspace' ? { workspaceId: place.id } : { organizationId: place.id }) } : {}),
  }
}
