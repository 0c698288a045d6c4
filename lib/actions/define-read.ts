import 'server-only'
import type { z } from 'zod'
import type { AuditEventName } from '@/lib/audit/event-names'
import { BACKGROUND_HEADER } from '@/lib/authn/background'
import { currentSession } from '@/lib/authn/current-session'
import { takeToken } from '@/lib/authn/rate-limits'
import type { SessionFacts } from '@/lib/authn/session-facts'
import { can, holdsSomewhere, type Question, type ResourceOf } from '@/lib/authz/can'
import { clear, type Cleared } from '@/lib/authz/cleared'
import type { Actor } from '@/lib/authz/grants'
import { permissionRow, type Permission, type POLICY } from '@/lib/authz/policy'
import { explainRefusal } from '@/lib/authz/refusals'
import { AppError, ERROR_CODES } from '@/lib/errors/app-error'
import { logRefused } from '@/lib/log-refused'
import { failureOf } from './answer'
import { refuseDenied } from './define-action'
import { registerDoor } from './doors'
import { parseInput } from './parse-input'
import { recordRefusal } from './record-refusal'
import { requestOrigin } from './request-origin'
import { refuseStale } from './step-up'

interface Given<Q> { facts: SessionFacts; query: Q; request: Request; params: Record<string, string> }
type Asking<P extends Permission> = undefined extends ResourceOf<P> ? { question?: undefined } : { question: unknown }

// Where the row asks for a fresh factor, a refusal is an event; leaving out which does not compile.
type Telling<P extends Permission> = (typeof POLICY)[P] extends { stepUp: 'always' } ? { audit: AuditEventName } : { audit?: undefined }

/** Asking over and over costs an attacker nothing; the chain keeps the first few of each person, then one a minute. */
const REFUSALS_KEPT = { burst: 10, perSecond: 1 / 60 }

type ReadDeclaration<P extends Permission, S extends z.ZodType> = {
  permission: P
  /** of the search parameters: a name given once is a text, given more often an array */
  query: S
  question?: (given: Given<z.output<S>>) => Promise<ResourceOf<P>> | ResourceOf<P>
  run: (given: Given<z.output<S>> & { cleared: Cleared<P> }) => Promise<unknown>
} & Asking<P> & Telling<P>

export type Reader = (request: Request, context: { params: Promise<Record<string, string>> }) => Promise<Response>

/** A GET handler behind a permission: 401, 403, 404 and 400 say why, in JSON; nothing is cached. What the row calls sensitive needs a fresh factor here too. */
export function defineRead<P extends Permission, S extends z.ZodType>(declaration: ReadDeclaration<P, S>): Reader {
  const { permission } = declaration
  const sensitive = permissionRow(permission).stepUp === 'always'
  const read: Reader = async (request, { params }) =>
    respond(permission, async () => {
      const facts = await signedIn(request)
      const told = async (refusal: () => void) => tellRefusal(refusal, { actor: facts.actor, request, permission, audit: declaration.audit })
      await told(() => {
        if (!holdsSomewhere(facts.actor, permission)) refuseDenied({ allowed: false, because: explainRefusal(facts.actor, { permission }) })
      })
      const given: Given<z.output<S>> = { facts, query: parseInput(declaration.query, searchOf(request), permission), request, params: await params }
      const resource = await declaration.question?.(given)
      await told(() => {
        refuseDenied(can(facts.actor, permission, ...([resource] as unknown as Question<P>)))
        if (sensitive) refuseStale(facts.actor, facts.tenant.stepUpAgeSeconds)
      })
      return declaration.run({ ...given, cleared: clear(facts.actor, permission) })
    })
  return registerDoor(read, { kind: 'read', permission, stepUp: sensitive })
}

interface Told { actor: Actor; request: Request; permission: Permission; audit: AuditEventName | undefined }

/** Passes a refusal on, and writes it down: where it is an event in the audit, else in the log. */
async function tellRefusal(refusal: () => void, { actor, request, permission, audit }: Told): Promise<void> {
  try {
    refusal()
  } catch (error) {
    if (!audit) logRefused({ what: 'not permitted', door: permission, tenantId: actor.tenantId, administratorId: actor.administratorId })
    else if (await takeToken(`refused-read:${actor.tenantId}:${actor.administratorId}`, REFUSALS_KEPT)) await recordRefusal(error, actor, await requestOrigin(request.headers), audit, {})
    throw error
  }
}

interface OwnRead<S extends z.ZodType> { own: `own:${string}`; query: S; /** an open tab's own doing, never the person's: does not count as activity */ background?: true; run: (given: Given<z.output<S>>) => Promise<unknown> }

/** A GET handler on what belongs to everyone signed in. */
export function defineOwnRead<S extends z.ZodType>({ own, query, background, run }: OwnRead<S>): Reader {
  const read: Reader = async (request, { params }) =>
    respond(own, async () => {
      const facts = await signedIn(request, background)
      return run({ facts, query: parseInput(query, searchOf(request), own), request, params: await params })
    })
  return registerDoor(read, { kind: 'own-read', own })
}

/** Background polling says so, and does not count as the person's own activity. */
async function signedIn(request: Request, background = false): Promise<SessionFacts> {
  const facts = await currentSession(!background && request.headers.get(BACKGROUND_HEADER) === null)
  if (!facts) throw new AppError('signed_out')
  if (facts.owes) throw new AppError('password_change_required')
  return facts
}

function searchOf(request: Request): Record<string, string | string[]> {
  const search = new URL(request.url).searchParams
  return Object.fromEntries([...new Set(search.keys())].map((name) => [name, search.getAll(name)]).map(([name, all]) => [name, all!.length === 1 ? all![0]! : all!]))
}

async function respond(where: string, work: () => Promise<unknown>): Promise<Response> {
  try {
    const data = await work()
    return data instanceof Response ? data : Response.json(data)
  } catch (error) {
    const failure = failureOf(error, where)
    const { status } = ERROR_CODES[failure.code]
    return Response.json({ error: failure }, { status, headers: status === 503 ? { 'retry-after': '2' } : {} })
  }
}
