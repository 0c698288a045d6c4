import 'server-only'
import type { AuditOrigin } from '@/lib/audit/record'
import { registerDoor } from './doors'
import { requestOrigin } from './request-origin'

interface PublicRoute {
  name: `public:${string}`
  /** answers everything itself, failures too: a browser is on its way and has to end on a page */
  run: (given: { request: Request; params: Readonly<Record<string, string>>; origin: AuditOrigin }) => Promise<Response>
}

type Handler = (request: Request, context: { params: Promise<Record<string, string>> }) => Promise<Response>

/** A request before there is a session, which other sites lead to: sets out to an identity provider, or comes back from one. Only the consumer of SAML answers is a POST. */
export function definePublicRoute({ name, run }: PublicRoute): Handler {
  const route: Handler = async (request, { params }) => run({ request, params: await params, origin: await requestOrigin(request.headers) })
  return registerDoor(route, { kind: 'public-route', name })
}
