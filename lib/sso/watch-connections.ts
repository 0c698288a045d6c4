import 'server-only'
import { listOwners } from '@/lib/administrators/tell-owners'
import { ROLES } from '@/lib/authz/policy'
import { db, pool, type Tx } from '@/lib/db/client'
import { readClock, transaction } from '@/lib/db/transaction'
import type { Letter } from '@/lib/mail/letters'
import { queueMail } from '@/lib/mail/queue-mail'
import { lineStands } from './mapped-roles'
import { readLines } from './sync-roles'

/** Days before the end at which its owners are told; one letter for each. */
const WARN_DAYS = [60, 30, 7]

/** So many lines are named in a letter; the page has them all. */
const NAMED = 10

type News = Extract<Letter, { name: 'sso_credential_ends' | 'sso_line_paused' }>
type Told<L extends News> = L extends News ? Omit<L, 'tenantName' | 'recipientName'> : never

async function tellOwners(tx: Tx, tenantId: string, letter: Told<News>): Promise<void> {
  const now = await readClock(tx)
  const { name: tenantName } = await tx.tenant.findUniqueOrThrow({ where: { id: tenantId }, select: { name: true } })
  for (const owner of await listOwners({ tx, tenantId })) {
    await queueMail(tx, { tenantId, administratorId: owner.id, to: owner.email, now, letter: { ...letter, tenantName, recipientName: owner.name } as News })
  }
}

/** Hourly: tells owners of secrets and certificates that end, and of lines that pause. May run twice, or be cut off anywhere: each is told once. */
export async function watchConnections(): Promise<void> {
  await warnOfEnds()
  await alarmPausedLines()
}

async function warnOfEnds(): Promise<void> {
  const { rows } = await pool().query<{ tenant_id: string; id: string; connection_id: string; name: string; kind: string; expires_at: Date; due: number }>(`
    SELECT k.tenant_id, k.id, k.connection_id, c.name, k.kind::text, k.expires_at, (SELECT min(d) FROM unnest($1::int[]) AS d WHERE k.expires_at <= castellan_now() + make_interval(days => d)) AS due
    FROM sso_credential k JOIN sso_connection c ON c.tenant_id = k.tenant_id AND c.id = k.connection_id
    WHERE k.stage = 'current' AND NOT c.disabled AND k.expires_at > castellan_now() AND k.expires_at <= castellan_now() + interval '60 days'`, [WARN_DAYS])
  for (const { tenant_id: tenantId, id, connection_id: connectionId, name, kind, expires_at, due } of rows) {
    await transaction(async (tx) => {
      const told = await tx.$executeRaw`UPDATE sso_credential SET warned_days = ${due} WHERE tenant_id = ${tenantId}::uuid AND id = ${id}::uuid AND (warned_days IS NULL OR warned_days > ${due})`
      if (told === 1) await tellOwners(tx, tenantId, { name: 'sso_credential_ends', connectionId, connection: name, what: kind === 'client_secret' ? 'client secret' : 'certificate', endsAt: expires_at.getTime() })
    })
  }
}

/** One letter an owner for all that pauses at their tenant: whoever wrote many lines and leaves writes nobody many letters. */
async function alarmPausedLines(): Promise<void> {
  const connections = await db().$queryRaw<{ tenant_id: string; id: string; name: string }[]>`
    SELECT DISTINCT c.tenant_id, c.id, c.name FROM sso_connection c JOIN sso_mapping_line l ON l.tenant_id = c.tenant_id AND l.connection_id = c.id WHERE l.alarmed_at IS NULL ORDER BY c.tenant_id, c.name, c.id`
  for (const tenantId of new Set(connections.map(({ tenant_id }) => tenant_id))) {
    const ofTenant = connections.filter(({ tenant_id }) => tenant_id === tenantId)
    await transaction(async (tx) => {
      const paused: { connectionId: string; connection: string; group: string; role: string }[] = []
      for (const { id: connectionId, name: connection } of ofTenant) {
        const judging = await readLines(tx, { tenantId, connectionId, now: await readClock(tx) })
        for (const line of judging.lines.filter((one) => !lineStands(one, judging))) {
          const told = await tx.$executeRaw`UPDATE sso_mapping_line SET alarmed_at = castellan_now() WHERE tenant_id = ${tenantId}::uuid AND id = ${line.id}::uuid AND alarmed_at IS NULL`
          if (told === 1) paused.push({ connectionId, connection, group: line.groupValue ?? '', role: ROLES[line.role].label })
        }
      }
      if (paused.length === 0) return
      const [first, ...others] = paused
      await tellOwners(tx, tenantId, {
        name: 'sso_line_paused', connectionId: others.every(({ connectionId }) => connectionId === first!.connectionId) ? first!.connectionId : null,
        lines: paused.slice(0, NAMED).map(({ connection, group, role }) => ({ connection, group, role })), more: Math.max(0, paused.length - NAMED),
      })
    })
  }
}
