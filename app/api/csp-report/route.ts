import { takeReport } from '@/lib/csp-report'

/** Where browsers tell of what the content security policy refused. Open to everyone, like the policy; keeps nothing but a line in the log. */
export async function POST(request: Request): Promise<Response> {
  await takeReport(request)
  return new Response(null, { status: 204, headers: { 'cache-control': 'no-store' } })
}
