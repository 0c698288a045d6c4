import 'server-only'
import { randomUUID } from 'node:crypto'
import type { AuditOrigin } from '@/lib/audit/record'
import { noteStranger } from '@/lib/audit/note-stranger'
import { addressKey, takeSlot } from '@/lib/authn/rate-limits'
import { accountKey } from '@/lib/authn/sign-in-attempts'
import type { AdministratorStatus } from '@/lib/authz/grants'
import { seal } from '@/lib/crypto/seal'
import { newToken } from '@/lib/crypto/tokens'
import { db, type Tx } from '@/lib/db/client'
import { readClock, transaction } from '@/lib/db/transaction'
import { personName } from '@/lib/format/person-name'
import { queueMail } from '@/lib/mail/queue-mail'
import { findOpenInvitation } from '@/lib/sign-in/activate-invited'
import type { Asserted } from './asserted'
import { passageContext } from './sealed-places'
import { SsoFailure } from './sso-failure'
import { LINK_SECONDS } from './trip-cookie'
import type { Trip } from './trip-data'

const MAILS_PER_HOUR = 3
const HOUR_SECONDS = 3600

/**
 * Somebody came whom the connection does not know. No address is ever enough to be somebody (T39): if an active administrator has the verified
 * one, or somebody who is invited, a link is mailed there that counts in this browser only. For whoever has it, and for whoever has not, the
 * answer is the same.
 * @returns the token for this browser's cookie, of no worth where nobody was mailed to
 * @throws SsoFailure no_address where the provider did not verify one
 */
export async function askByMail({ connection, next }: Trip, asserted: Asserted, origin: AuditOrigin): Promise<string> {
  const { tenantId, connectionId } = connection
  if (asserted.emailKey === null) throw new SsoFailure('no_address')
  const browser = newToken('sso_link_browser')
  await noteStranger({ tenantId, action: 'session.refused', address: addressKey(origin.address), account: accountKey(tenantId, asserted.emailKey), reason: 'sso_unknown' })
  const person = await db().administrator.findUnique({ where: { tenantId_emailKey: { tenantId, emailKey: asserted.emailKey } }, select: { id: true, status: true, email: true, givenName: true, familyName: true } })
  if (!person || !(await mayLink(tenantId, person)) || !(await takeSlot(`sso-link:${tenantId}:${person.id}`, MAILS_PER_HOUR, HOUR_SECONDS))) return browser.token
  await transaction(async (tx) => {
    const [link, id, now] = [newToken('sso_link'), randomUUID(), await readClock(tx)]
    const at = new Date(now)
    // Only the newest one counts.
    await tx.ssoPendingLink.updateMany({ where: { tenantId, connectionId, administratorId: person.id, usedAt: null }, data: { usedAt: at } })
    await tx.ssoPendingLink.create({
      data: {
        tenantId, id, connectionId, administratorId: person.id, issuer: asserted.issuer, subject: asserted.subject, materialVersion: connection.materialVersion,
        answerSealed: seal(JSON.stringify(asserted), passageContext('pending-link', { tenantId, id })),
        tokenHash: link.hash, browserHash: browser.hash, next, createdAt: at, expiresAt: new Date(now + LINK_SECONDS * 1000),
      },
    })
    await queueMail(tx, {
      tenantId, administratorId: person.id, to: person.email, now, dedupKey: `sso-link:${tenantId}:${connectionId}:${person.id}`,
      letter: { name: 'sso_link', tenantName: connection.tenantName, recipientName: personName(person), connection: connection.name, shownEmail: asserted.shownEmail ?? '', token: link.token, lifetimeSeconds: LINK_SECONDS },
    })
  })
  return browser.token
}

/** Also whoever is invited, while the invitation is open: the link that reaches them is what an invitation's would be. */
async function mayLink(tenantId: string, { id: administratorId, status }: { id: string; status: AdministratorStatus }): Promise<boolean> {
  if (status !== 'new') return status === 'active'
  return (await findOpenInvitation(db() as unknown as Tx, tenantId, administratorId)) !== null
}
