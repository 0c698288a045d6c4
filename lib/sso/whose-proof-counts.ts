import 'server-only'
import type { Work } from '@/lib/actions/work'
import { listOwners } from '@/lib/administrators/tell-owners'

/** @returns whose round trips count for whoever requires a connection: their own, and those of the owner who was named, while that one is an active owner */
export async function whoseProofCounts(of: Pick<Work, 'tx' | 'tenantId'>, { proverId, administratorId }: { proverId: string | null; administratorId: string }): Promise<string[]> {
  if (proverId === null) return [administratorId]
  const owners = await listOwners(of)
  return [administratorId, ...owners.map(({ id }) => id).filter((id) => id === proverId)]
}
