import 'server-only'
import type { Work } from '@/lib/actions/work'
import { personal } from '@/lib/audit/record'
import { AppError } from '@/lib/errors/app-error'
import { announce } from '@/lib/live/announce'

interface NewName { version: number; givenName: string; familyName: string }

/** Changes one's own name. @throws AppError conflict when the profile was changed since it was read */
export async function renameSelf({ tx, actor, facts, tenantId, record }: Work, { version, givenName, familyName }: NewName): Promise<{ version: number }> {
  const { administratorId } = actor
  const { count } = await tx.administrator.updateMany({ where: { tenantId, id: administratorId, version }, data: { givenName, familyName, version: { increment: 1 } } })
  if (count !== 1) throw new AppError('conflict', { details: { version: facts.person.version, givenName: facts.person.givenName, familyName: facts.person.familyName } })
  await announce(tx, { tenantId, topic: 'administrators', administratorId })
  const names = (of: { givenName: string; familyName: string }) => ({ givenName: personal(administratorId, of.givenName), familyName: personal(administratorId, of.familyName) })
  record({ target: { type: 'administrator', id: administratorId }, affectedId: administratorId, before: names(facts.person), after: names({ givenName, familyName }) })
  return { version: version + 1 }
}
