import { paths } from '@/lib/paths'

/**
 * Where signing out leads. The browser drops what it kept of the console's pages (T27), and the way in is a new document: whatever
 * the router and the page have in memory stays behind. So there is nothing here for the router to show in place: asked by it, this is
 * no page of ours, and it lets the browser go there.
 */
export function GET(request: Request): Response {
  if (request.headers.has('rsc')) return new Response('', { headers: { 'content-type': 'text/plain' } })
  const tenant = new URL(request.url).searchParams.get('tenant') ?? undefined
  return new Response(null, { status: 303, headers: { location: paths.signIn(tenant), 'clear-site-data': '"cache", "storage"' } })
}
