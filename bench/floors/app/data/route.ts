import { readFound } from '../../list-statement'

export const dynamic = 'force-dynamic'

/** F3: a bare route handler, the same statement. */
export async function GET(request: Request): Promise<Response> {
  return Response.json(await readFound(new URL(request.url).searchParams.get('q') ?? ''))
}
