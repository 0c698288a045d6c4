import 'server-only'
import { placeKey, type Scope } from '@/lib/authz/grants'
import type { RoleKey } from '@/lib/authz/policy'
import type { Tx } from '@/lib/db/client'
import { enqueueJob } from '@/lib/jobs/enqueue-job'

/** What one activation after another of one person, role and place is found by. */
export interface Held {
  administratorId: string
  role: RoleKey
  scope: Scope
}

export interface OpenActivation { id: string; startsAt: number; endsAt: number }

/** @returns what of a person's role in that very place runs, or is still to start, the first first */
export async function listOpenActivations(tx: Tx, { tenantId, administratorId, role, scope, now }: Held & { tenantId: string; now: number }): Promise<OpenActivation[]> {
  const rows = await tx.pimActivation.findMany({
    where: { tenantId, administratorId, role, scope: scope.type, placeId: placeKey(scope) === null ? null : (scope as { id: string }).id, endedAt: null, endsAt: { gt: new Date(now) } },
    select: { id: true, startsAt: true, endsAt: true }, orderBy: { startsAt: 'asc' },
  })
  return rows.map(({ id, startsAt, endsAt }) => ({ id, startsAt: startsAt.getTime(), endsAt: endsAt.getTime() }))
}

interface Wish { startsAt: number | null; seconds: number; /** the grant's own end */ until: number | null; /** the end of what it goes on from */ after: number | null; now: number }

/** @returns when it would run: from now, or later where that was asked for or where it goes on from another; never past the grant's end. `endsAt` may lie before `startsAt`: then nothing is left */
export function windowOf({ startsAt, seconds, until, after, now }: Wish): { startsAt: number; endsAt: number } {
  const from = Math.max(now, after ?? startsAt ?? now)
  const to = from + seconds * 1000
  return { startsAt: from, endsAt: until === null ? to : Math.min(to, until) }
}

/** What somebody must still get out of it, or it is not begun. */
export const SHORTEST_LEFT_MILLISECONDS = 60_000

interface Starting extends Held { tenantId: string; requestId: string; grantId: string; startsAt: number; endsAt: number; now: number }

/** The power itself, in the transaction of what allows it. What begins at once needs no job to say so; its end, and a later start, are noted by one. */
export async function startActivation(tx: Tx, { startsAt, endsAt, now, scope, ...given }: Starting): Promise<{ id: string }> {
  const place = { workspaceId: scope.type === 'workspace' ? scope.id : null, organizationId: scope.type === 'organization' ? scope.id : null }
  const made = await tx.pimActivation.create({
    data: { ...given, scope: scope.type, ...place, startsAt: new Date(startsAt), endsAt: new Date(endsAt), startNotedAt: startsAt <= now ? new Date(now) : null }, select: { id: true },
  })
  for (const runAt of startsAt > now ? [startsAt, endsAt] : [endsAt]) await enqueueMoment(tx, given, runAt)
  return made
}

/** Has a worker note what became of a request by itself at a moment. Nothing else depends on it. */
export async function enqueueMoment(tx: Tx, { tenantId, requestId }: { tenantId: string; requestId: string }, runAt: number): Promise<void> {
  await enqueueJob(tx, { kind: 'pim_moment', tenantId, payload: { requestId }, runAt })
}
