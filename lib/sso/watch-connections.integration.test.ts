import { afterAll, beforeAll, expect, it } from 'vitest'
import { closeDatabase, db, pool } from '@/lib/db/client'
import { disposableTenant, type DisposableTenant } from '@/prisma/factories/disposable-tenant'
import { plantConnection } from '@/prisma/factories/plant-connection'
import { waitingLetters } from '@/prisma/factories/waiting-letters'
import { watchConnections } from './watch-connections'

let tenant: DisposableTenant
beforeAll(async () => {
  tenant = await disposableTenant()
})
afterAll(closeDatabase)

/** What olivia is told from now on, oldest first. */
async function told(): Promise<string[]> {
  await watchConnections()
  await watchConnections()
  const letters = await waitingLetters(tenant.people.olivia!.email)
  await db().job.deleteMany({ where: { tenantId: tenant.id } })
  return letters.map(({ name }) => name)
}

it('tells owners once at sixty, thirty and seven days before a secret ends, and not of what has ended or is disabled', async () => {
  const { credentialId, id } = await plantConnection({ tenantId: tenant.id })
  const ends = async (days: number) => pool().query(`UPDATE sso_credential SET expires_at = castellan_now() + $2 * interval '1 day' WHERE id = $1`, [credentialId, days])
  const seen: [number, string[]][] = []
  for (const days of [61, 59, 40, 29, 8, 6, 1, -1]) {
    await ends(days)
    seen.push([days, await told()])
  }
  const letter = ['sso_credential_ends']
  expect(seen).toEqual([[61, []], [59, letter], [40, []], [29, letter], [8, []], [6, letter], [1, []], [-1, []]])
  await db().ssoCredential.updateMany({ where: { id: credentialId }, data: { warnedDays: null } })
  await db().ssoConnection.updateMany({ where: { id }, data: { disabled: true } })
  await ends(5)
  expect(await told()).toEqual([])
})

it('[T40] tells owners once of a line whose author could not write it any more', async () => {
  const { id } = await plantConnection({ tenantId: tenant.id, name: 'Lines' })
  await db().ssoMappingLine.create({ data: { tenantId: tenant.id, connectionId: id, groupValue: 'staff', role: 'auditor', scope: 'tenant', authorId: tenant.people.sam!.id, writtenAt: new Date() } })
  expect(await told()).toEqual([])
  await db().roleGrant.updateMany({ where: { tenantId: tenant.id, administratorId: tenant.people.sam!.id }, data: { revokedAt: new Date() } })
  expect(await told()).toEqual(['sso_line_paused'])
  expect(await told()).toEqual([])
  // However many pause at once, of however many providers: one letter, with the first of them by name.
  const other = await plantConnection({ tenantId: tenant.id, name: 'Other lines' })
  for (const [connectionId, count] of [[id, 8], [other.id, 4]] as const) {
    const lines = Array.from({ length: count }, (_, index) => ({ tenantId: tenant.id, connectionId, groupValue: `group ${index}`, role: 'auditor' as const, scope: 'tenant' as const, authorId: tenant.people.sam!.id, writtenAt: new Date() }))
    await db().ssoMappingLine.createMany({ data: lines })
  }
  await watchConnections()
  expect(await waitingLetters(tenant.people.olivia!.email)).toMatchObject([{ name: 'sso_line_paused', connectionId: null, lines: Array.from({ length: 10 }, () => ({ role: 'Auditor' })), more: 2 }])
})
