import 'server-only'
import { personal, type AuditDetail } from '@/lib/audit/record'
import { TENANT } from '@/lib/authz/grants'
import { POLICY_BINDS } from '@/lib/authn/policy-binds'
import { JUST_IN_TIME_ROLE } from '@/lib/authz/policy'
import type { Tx } from '@/lib/db/client'
import { readClock } from '@/lib/db/transaction'
import { domainOf } from '@/lib/domain-allowlist/allowed-domains'
import { refuseOutsideAllowlist } from '@/lib/domain-allowlist/refuse-outside'
import { AppError } from '@/lib/errors/app-error'
import { grantDetail } from '@/lib/grants/record-grant'
import { announce } from '@/lib/live/announce'
import type { Asserted } from './asserted'
import { linkIdentity, type KnownIdentity } from './known-identity'

interface Coming { tenantId: string; connectionId: string; materialVersion: number }

/** Why nobody is made of somebody, in the order in which it is asked; `taken` where an administrator or an invitation has the address. */
export type NotMade = 'off' | 'no_address' | 'other_domain' | 'taken' | 'outside_allowlist' | 'no_name'

/**
 * @returns why nobody would be made of whoever comes like that, as it stands now; null where somebody would. The domain of the verified
 * address has to be bound to this very connection, and the allowlist is asked like for everybody who comes new.
 */
export async function whyNotMade(tx: Tx, { tenantId, connectionId }: Pick<Coming, 'tenantId' | 'connectionId'>, { emailKey, issuer, subject, givenName, familyName }: Asserted): Promise<NotMade | null> {
  const connection = await tx.ssoConnection.findUnique({ where: { tenantId_id: { tenantId, id: connectionId } }, select: { justInTime: true } })
  if (!connection?.justInTime) return 'off'
  if (emailKey === null) return 'no_address'
  const bound = await tx.ssoConnectionDomain.count({ where: { tenantId, connectionId, domain: domainOf(emailKey), OR: [{ provedAt: { not: null } }, { confirmedAt: { not: null } }] } })
  if (bound === 0) return 'other_domain'
  // Also whom a change of address has promised it to, and whoever was deleted and can be restored.
  const taken = [await tx.administrator.count({ where: { tenantId, emailKey } }), await tx.identifier.count({ where: { tenantId, valueKey: emailKey } }), await tx.address.count({ where: { tenantId, valueKey: emailKey } }),
    // Linked already: what speaks for them is new, and they are asked by mail.
    await tx.ssoIdentity.count({ where: { tenantId, connectionId, issuer, subject } })]
  if (taken.some((count) => count > 0)) return 'taken'
  try {
    await refuseOutsideAllowlist(tx, tenantId, emailKey)
  } catch (error) {
    if (error instanceof AppError && error.failure.reason === 'outside_allowlist') return 'outside_allowlist'
    throw error
  }
  return givenName === '' || familyName === '' ? 'no_name' : null
}

/** Somebody who was made just now, and what the history says of it. */
export interface MadeNow extends KnownIdentity {
  after: AuditDetail
  grant: { id: string; detail: AuditDetail }
}

/**
 * Makes an active administrator of somebody whom nobody invited, with the default role, linked to what was asserted (sign-in.md,
 * "just-in-time creation"). Call it under the tenant's lock, in the transaction of the sign-in: either both are, or neither.
 * @returns why not, otherwise
 */
export async function createJustInTime(tx: Tx, coming: Coming, asserted: Asserted): Promise<MadeNow | NotMade> {
  const why = await whyNotMade(tx, coming, asserted)
  if (why !== null) return why
  const { tenantId, connectionId } = coming
  const { givenName, familyName, shownEmail } = asserted
  const [emailKey, email, now] = [asserted.emailKey!, shownEmail!, await readClock(tx)]
  const at = new Date(now)
  const { id: poolId } = await tx.identityPool.findFirstOrThrow({ where: { tenantId, builtIn: true }, select: { id: true } })
  const { id: administratorId } = await tx.administrator.create({ data: { tenantId, poolId, status: 'active', givenName, familyName, email, emailKey, activatedAt: at }, select: { id: true } })
  await tx.identifier.create({ data: { tenantId, poolId, administratorId, type: 'email', value: email, valueKey: emailKey } })
  await tx.address.create({ data: { tenantId, administratorId, type: 'email', value: email, valueKey: emailKey, isPrimary: true, verifiedAt: at } })
  // Nobody gave it. Lines may give more, each judged by its author, as for everybody who comes.
  const grant = await tx.roleGrant.create({ data: { tenantId, administratorId, role: JUST_IN_TIME_ROLE, scope: 'tenant', kind: 'active', source: 'sso', ssoConnectionId: connectionId, startsAt: at, seenAt: at }, select: { id: true } })
  // Whoever comes under the policy has their chance here: grace is for those whom it found.
  await tx.$executeRaw`UPDATE administrator a SET mfa_without_grace = true FROM tenant t WHERE t.id = a.tenant_id AND a.tenant_id = ${tenantId}::uuid AND a.id = ${administratorId}::uuid AND ${POLICY_BINDS}`
  const identity = await linkIdentity(tx, { ...coming, administratorId, by: 'just_in_time' }, asserted)
  if (!identity) throw new Error('an identity that nobody had a moment ago is somebody else’s, under the lock')
  await announce(tx, { tenantId, topic: 'administrators' })
  return {
    ...identity, after: { email: personal(administratorId, email), givenName: personal(administratorId, givenName), familyName: personal(administratorId, familyName) },
    grant: { id: grant.id, detail: { ...grantDetail({ role: JUST_IN_TIME_ROLE, scope: TENANT, kind: 'active', startsAt: now, endsAt: null }), source: 'sso' } },
  }
}
