import 'server-only'
import type { z } from 'zod'
import { BACKGROUND_HEADER } from '@/lib/authn/background'
import { currentSession } from '@/lib/authn/current-session'
import type { SessionFacts } from '@/lib/authn/session-facts'
import { can, holdsSomewhere, type Question, type ResourceOf } from '@/lib/authz/can'
import { clear, type Cleared } from '@/lib/authz/cleared'
import { permissionRow, type Permission } from '@/lib/authz/policy'
import { explainRefusal } from '@/lib/authz/refusals'
import { AppError, ERROR_CODES } from '@/lib/errors/app-error'
import { failureOf } from './answer'
import { refuseDenied } from './define-action'
import { registerDoor } from './doors'
import { parseInput } from './parse-input'
import { refuseStale } from './step-up'

interface Given<Q> { facts: SessionFacts; query: Q; request: Request; params: Record<string, string> }
type Asking<P extends Permission> = undefined extends ResourceOf<P> ? { question?: undefined } : { question: unknown }

type ReadDeclaration<P extends Permission, S extends z.ZodType> = {
  permission: P
  /** of the search parameters: a name given once is a text, given more often an array */
  query: S
  question?: (given: Given<z.output<S>>) => Promise<ResourceOf<P>> | ResourceOf<P>
  run: (given: Given<z.output<S>> & { cleared: Cleared<P> }) => Promise<unknown>
} & Asking<P>

export type Reader = (request: Request, context: { params: Promise<Record<string, string>> }) => Promise<Response>

/** A GET handler behind a permission: 401, 403, 404 and 400 say why, in JSON; nothing is cached. What the row calls sensitive needs a fresh factor here too. */
export function defineRead<P extends Permission, S extends z.ZodType>(declaration: ReadDeclaration<P, S>): Reader {
  const { permission } = declaration
  const sensitive = permissionRow(permission).stepUp === 'always'
  const read: Reader = async (request, { params }) =>
    respond(permission, async () => {
      const facts = await signedIn(request)
      if (!holdsSomewhere(facts.actor, permission)) refuseDenied({ allowed: false, because: explainRefusal(facts.actor, { permission }) })
      const given: Given<z.output<S>> = { facts, query: parseInput(declaration.query, searchOf(request)), request, params: await params }
      const resource = await declaration.question?.(given)
      refuseDenied(can(facts.actor, permission, ...([resource] as unknown as Question<P>)))
      if (sensitive) refuseStale(facts.actor, facts.tenant.stepUpAgeSeconds)
      return declaration.run({ ...given, cleared: clear(facts.actor, permission) })
    })
  return registerDoor(read, { kind: 'read', permission, stepUp: sensitive })
}

interface OwnRead<S extends z.ZodType> { own: `own:${string}`; query: S; /** an open tab's own doing, never the person's: does not count as activity */ background?: true; run: (given: Given<z.output<S>>) => Promise<unknown> }

/** A GET handler on what belongs to everyone signed in. */
export function defineOwnRead<S extends z.ZodType>({ own, query, background, run }: OwnRead<S>): Reader {
  const read: Reader = async (request, { params }) =>
    respond(own, async () => {
      const facts = await signedIn(request, background)
      return run({ facts, query: parseInput(query, searchOf(request)), request, params: await params })
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
