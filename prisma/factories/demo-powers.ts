import { randomUUID } from 'node:crypto'
import type { Tx } from '@/lib/db/client'
import { readClock } from '@/lib/db/transaction'
import { newTotpSecret, sealTotpSecret } from '@/lib/mfa/totp'
import { DEFAULT_SETTINGS } from '@/lib/pim/role-settings'
import type { RoleKey } from '@/lib/authz/policy'

const TENANT = 'acme'
/** Who signs in with an authenticator app. `npm run demo:code -- sonia` says what it would show. */
const WITH_APP = ['sonia', 'adam', 'olivia', 'oscar', 'sam', 'audrey']
const ELIGIBLE: { name: string; role: RoleKey; also?: true }[] = [
  { name: 'adam', role: 'client_admin' },
  // Beside Auditor: a pair that should not meet, so that the warning about it is there to be seen.
  { name: 'audrey', role: 'super_admin', also: true },
]
const HOUR_SECONDS = 3600
const YEAR_MILLISECONDS = 365 * 86_400_000

/** What makes the demo's first tenant a place to try second factors and PIM in: apps, eligible roles, one request that waits for an owner. Other tenants stay as they are. */
export async function storeDemoPowers(tx: Tx, tenantId: string): Promise<void> {
  const tenant = await tx.tenant.findUniqueOrThrow({ where: { id: tenantId }, select: { slug: true } })
  if (tenant.slug !== TENANT) return
  const now = new Date(await readClock(tx))
  const idOf = async (name: string) => (await tx.administrator.findFirstOrThrow({ where: { tenantId, emailKey: `${name}@${TENANT}.example` }, select: { id: true } })).id
  for (const name of WITH_APP) {
    const [administratorId, factorId] = [await idOf(name), randomUUID()]
    const secretSealed = sealTotpSecret(newTotpSecret(), { tenantId, administratorId, factorId })
    await tx.secondFactor.create({ data: { tenantId, id: factorId, administratorId, kind: 'totp', name: 'Demo app', createdAt: now, confirmedAt: now, secretSealed } })
  }
  const endsAt = new Date(now.getTime() + YEAR_MILLISECONDS)
  for (const { name, role, also } of ELIGIBLE) {
    const administratorId = await idOf(name)
    if (also) await tx.roleGrant.create({ data: { tenantId, administratorId, role, scope: 'tenant', kind: 'eligible', source: 'seed', startsAt: now, endsAt } })
    else await tx.roleGrant.updateMany({ where: { tenantId, administratorId, role, revokedAt: null }, data: { kind: 'eligible', endsAt } })
  }
  await askForPower(tx, { tenantId, administratorId: await idOf('audrey'), role: 'super_admin', now })
}

async function askForPower(tx: Tx, { tenantId, administratorId, role, now }: { tenantId: string; administratorId: string; role: RoleKey; now: Date }): Promise<void> {
  const settings = { ...DEFAULT_SETTINGS[role], approvals: 1 }
  await tx.pimPolicy.create({ data: { tenantId, role, ...settings, mailExtra: [...settings.mailExtra], updatedAt: now } })
  const { id: grantId } = await tx.roleGrant.findFirstOrThrow({ where: { tenantId, administratorId, role, kind: 'eligible', revokedAt: null }, select: { id: true } })
  await tx.pimRequest.create({
    data: {
      tenantId, basketId: randomUUID(), administratorId, grantId, role, scope: 'tenant', seconds: 2 * HOUR_SECONDS, requestedAt: now, undecidedUntil: new Date(now.getTime() + settings.undecidedSeconds * 1000),
      approvalsNeeded: settings.approvals, factorGivenAt: settings.mfa ? now : null, state: 'pending_approval', justification: 'Restore the sign-in settings that were changed by mistake on Friday.',
    },
  })
}
