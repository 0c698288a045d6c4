import { paths } from '@/lib/paths'

/**
 * Where signing out leads. The browser drops what it kept of the console's pages (T27), and the way in is a new document: with a
 * page of ours in between, the router would go there softly and keep what it has in memory.
 */
export function GET(request: Request): Response {
  const tenant = new URL(request.url).searchParams.get('tenant') ?? undefined
  return new Response(null, { status: 303, headers: { location: paths.signIn(tenant), 'clear-site-data': '"cache", "storage"' } })
}
