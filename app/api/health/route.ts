/** Alive: the process answers. Says nothing about the database, so that an outage there does not make an orchestrator kill the servers. */
export function GET(): Response {
  return Response.json({ status: 'alive' }, { headers: { 'cache-control': 'no-store' } })
}
