import 'server-only'
import type { Work } from '@/lib/actions/work'
import { personal } from '@/lib/audit/record'
import { announce } from '@/lib/live/announce'
import type { PersonRecord } from './data'

interface Names { givenName: string; familyName: string }

/** Changes the names of another person. @returns the version after it */
export async function updateProfile({ tx, tenantId, record }: Work, found: PersonRecord, { givenName, familyName }: Names): Promise<{ version: number }> {
  const { version } = await tx.administrator.update({
    where: { tenantId_id: { tenantId, id: found.id } },
    data: { givenName, familyName, version: { increment: 1 } },
    select: { version: true },
  })
  const names = (of: Names) => ({ givenName: personal(found.id, of.givenName), familyName: personal(found.id, of.familyName) })
  record({ target: { type: 'administrator', id: found.id }, affectedId: found.id, before: names(found), after: names({ givenName, familyName }) })
  await announce(tx, { tenantId, topic: 'administrators', administratorId: found.id })
  return { version }
}
