import 'server-only'
import type { Tx } from '@/lib/db/client'
import { AppError } from '@/lib/errors/app-error'
import { readOwners } from '@/lib/ways-in/data'
import { isUsable } from '@/lib/ways-in/paths'
import { countUsable, judgeOwners } from '@/lib/ways-in/prove'
import type { World } from '@/lib/ways-in/world'

/** Owners who could act today (roles.md rule 3), as lib/ways-in computes it. */
export async function countUsableOwners(tx: Tx, tenantId: string): Promise<number> {
  return countUsable((await readOwners(tx, tenantId)).world)
}

/** @returns whether the person is a usable owner, and whether another is: what a screen warns about before anything is changed */
export async function findUsableOwners(tx: Tx, tenantId: string, administratorId: string): Promise<{ isOne: boolean; others: number }> {
  const usable = usableIds((await readOwners(tx, tenantId)).world)
  const isOne = usable.includes(administratorId)
  return { isOne, others: usable.length - (isOne ? 1 : 0) }
}

/** @returns how many of these people are usable owners, and how many would be left without them */
export async function countOwnersWithout(tx: Tx, tenantId: string, ids: readonly string[]): Promise<{ lost: number; left: number }> {
  const usable = usableIds((await readOwners(tx, tenantId)).world)
  const lost = usable.filter((id) => ids.includes(id)).length
  return { lost, left: usable.length - lost }
}

function usableIds(world: World): string[] {
  return world.owners.filter((owner) => isUsable(owner, world)).map(({ id }) => id)
}

/**
 * Call under the tenant's lock, after the change: notes that the tenant has a usable owner, and refuses to take the last one.
 * @returns how many there are now (below two is worth a warning)
 * @param sentence what to do instead, where it is not to make another owner
 * @throws AppError last_owner
 */
export async function refuseLosingLastOwner(tx: Tx, tenantId: string, sentence?: string): Promise<number> {
  const { world, had } = await readOwners(tx, tenantId)
  const owners = countUsable(world)
  if (judgeOwners(owners, had) === 'refused') throw new AppError('last_owner', sentence === undefined ? {} : { sentence })
  if (owners > 0 && !had) await tx.$executeRaw`UPDATE tenant SET had_usable_owner = true WHERE id = ${tenantId}::uuid AND NOT had_usable_owner`
  return owners
}
