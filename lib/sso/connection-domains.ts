import 'server-only'
import { randomBytes } from 'node:crypto'
import { resolveTxt } from 'node:dns/promises'
import type { Work } from '@/lib/actions/work'
import { refuseLosingLastOwner } from '@/lib/administrators/last-owner'
import { OWNER_ROLE } from '@/lib/authz/policy'
import { AppError } from '@/lib/errors/app-error'
import { TXT_NAME } from './txt-name'
import { getConnectionForChange } from './connections-data'

const MOST = 50
const LONGEST_MS = 5000
const target = (id: string) => ({ target: { type: 'sso_connection', id } })

interface OfDomain { connectionId: string; domain: string }

/** Wishes for a domain; it counts once it is proved or confirmed. Call it under the tenant's lock. @throws AppError already_exists · wrong_state */
export async function addDomain({ tx, tenantId, actor, now, record }: Work, { connectionId, domain }: OfDomain): Promise<void> {
  await getConnectionForChange(tx, tenantId, connectionId)
  if ((await tx.ssoConnectionDomain.count({ where: { tenantId, connectionId } })) >= MOST) throw new AppError('wrong_state', { sentence: `An identity provider has at most ${MOST} domains.` })
  const taken = await tx.ssoConnectionDomain.findUnique({ where: { tenantId_domain: { tenantId, domain } }, select: { connectionId: true } })
  if (taken) throw new AppError('already_exists', { fields: { domain: taken.connectionId === connectionId ? 'This domain is on the list already.' : 'This domain belongs to another identity provider.' } })
  await tx.ssoConnectionDomain.create({ data: { tenantId, connectionId, domain, challenge: `castellan-domain=${randomBytes(24).toString('base64url')}`, addedAt: new Date(now), addedById: actor.administratorId } })
  record({ ...target(connectionId), after: { domain, state: 'open' } })
}

/** @returns the texts of a domain's record, joined as RFC 7208 reads them; empty where there is none */
export async function readTxt(domain: string): Promise<string[]> {
  const away = new Promise<string[][]>((resolve) => { setTimeout(() => resolve([]), LONGEST_MS).unref() })
  const found = await Promise.race([resolveTxt(`${TXT_NAME}.${domain}`).catch(() => []), away])
  return found.map((parts) => parts.join(''))
}

/** Binds a domain whose DNS says what was asked of it. @param texts as readTxt() found them @throws AppError wrong_state · not_found · last_owner */
export async function proveDomain({ tx, tenantId, now, record }: Work, { connectionId, domain }: OfDomain, texts: readonly string[]): Promise<void> {
  const row = await tx.ssoConnectionDomain.findUnique({ where: { tenantId_connectionId_domain: { tenantId, connectionId, domain } } })
  if (!row) throw new AppError('not_found')
  if (!texts.includes(row.challenge)) throw new AppError('wrong_state', { sentence: `DNS does not show the record for ${domain} yet. A new one can take an hour to be seen everywhere; then check again.`, reason: 'no_txt' })
  await tx.ssoConnectionDomain.update({ where: { tenantId_connectionId_domain: { tenantId, connectionId, domain } }, data: { provedAt: new Date(now) } })
  await refuseLosingLastOwner(tx, tenantId)
  record({ ...target(connectionId), before: { domain, state: row.confirmedAt ? 'confirmed' : 'open' }, after: { domain, state: 'proved' } })
}

/** Binds a domain on the word of a Client Owner; it stays marked as unproved. @throws AppError forbidden · not_found · last_owner */
export async function confirmDomain({ tx, tenantId, actor, now, record }: Work, { connectionId, domain }: OfDomain): Promise<void> {
  if ((await tx.ssoConnectionDomain.count({ where: { tenantId, connectionId, domain, confirmedAt: null } })) === 0) throw new AppError('not_found')
  if (!actor.inForce.some(({ role }) => role === OWNER_ROLE)) throw new AppError('forbidden', { sentence: 'Only a Client Owner can confirm a domain that DNS does not prove.', reason: 'owner_only' })
  await tx.ssoConnectionDomain.updateMany({ where: { tenantId, connectionId, domain, confirmedAt: null }, data: { confirmedAt: new Date(now), confirmedById: actor.administratorId } })
  await refuseLosingLastOwner(tx, tenantId)
  record({ ...target(connectionId), before: { domain, state: 'open' }, after: { domain, state: 'confirmed' } })
}

/** Takes a domain off: its people need not come through it any more. @throws AppError not_found */
export async function removeDomain({ tx, tenantId, record }: Work, { connectionId, domain }: OfDomain): Promise<void> {
  const { count } = await tx.ssoConnectionDomain.deleteMany({ where: { tenantId, connectionId, domain } })
  if (count !== 1) throw new AppError('not_found')
  record({ ...target(connectionId), before: { domain } })
}
