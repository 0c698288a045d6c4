import { createHash } from 'node:crypto'
import { INVARIANTS } from '@/prisma/factories/invariants'
import { chainedContent } from '@/lib/audit/record'
import type { FaultyStack } from './faulty-stack'

type Row = Record<string, never> & { sequence: string; at: Date; hash: Buffer; previous_hash: Buffer }

/** Everything that must never be true of the database, and each audit event that does not follow the one before. */
async function brokenIn({ query }: FaultyStack): Promise<string[]> {
  const broken: string[] = []
  for (const [name, text] of Object.entries(INVARIANTS)) {
    const rows = await query<Record<string, string>>(text)
    if (rows.length > 0) broken.push(`${name}: ${rows.length}`)
  }
  for (const { id } of await query<{ id: string }>('SELECT id FROM tenant')) {
    const events = await query<Row>('SELECT * FROM audit_event WHERE tenant_id = $1 ORDER BY sequence', [id])
    events.forEach((event, index) => {
      const before = events[index - 1]
      if ((before && !before.hash.equals(event.previous_hash)) || !hashOf(event).equals(event.hash)) broken.push(`audit event ${event.sequence} does not follow`)
    })
  }
  const [idle] = await query<{ count: number }>("SELECT count(*)::integer FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'")
  if (idle!.count > 0) broken.push(`${idle!.count} transactions stand open`)
  return broken
}

/** @throws Error that names what is broken */
export async function refuseBroken(stack: FaultyStack): Promise<void> {
  const broken = await brokenIn(stack)
  if (broken.length > 0) throw new Error(`The fault left something broken behind.\n${broken.join('\n')}`)
}

function hashOf({ hash: _, ...row }: Row): Buffer {
  const camel = Object.fromEntries(Object.entries(row).map(([name, value]) => [name.replace(/_(\w)/g, (_all, letter: string) => letter.toUpperCase()), value as unknown]))
  const content = { ...camel, sequence: Number(row.sequence), at: row.at.getTime() } as unknown as Parameters<typeof chainedContent>[0]
  return createHash('sha256').update(chainedContent(content), 'utf8').digest()
}
