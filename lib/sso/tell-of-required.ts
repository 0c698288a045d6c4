import 'server-only'
import { findAccount } from '@/lib/authn/find-account'
import { takeSlot } from '@/lib/authn/rate-limits'
import { open } from '@/lib/crypto/seal'
import { db } from '@/lib/db/client'
import { readClock, transaction } from '@/lib/db/transaction'
import { personName } from '@/lib/format/person-name'
import { enqueueJob, sealContext } from '@/lib/jobs/enqueue-job'
import type { LeasedJob } from '@/lib/jobs/lease-job'
import { queueMail } from '@/lib/mail/queue-mail'

/** What the job behind a password carries, sealed. */
interface PasswordGiven {
  emailKey: string
  right: boolean
}

/**
 * Somebody gave a password for an address whose people have to come through a connection. Whether there is anybody, and whether it was right,
 * costs the same here: one queued job, which looks afterwards whether there is anything to tell.
 */
export async function queueWordOfRequired(tenantId: string, given: PasswordGiven): Promise<void> {
  await transaction(async (tx) => enqueueJob(tx, { kind: 'sso_required_word', tenantId, sealed: JSON.stringify(given), runAt: await readClock(tx) }))
}

/** The job behind it. Done twice, it writes one letter: there is one in an hour. */
export async function tellOfRequiredJob({ id, tenantId, sealed }: LeasedJob): Promise<void> {
  if (tenantId === null || sealed === null) return
  const { emailKey, right } = JSON.parse(open(sealed, sealContext(tenantId, id))) as PasswordGiven
  if (!right) return
  const account = await findAccount(tenantId, emailKey)
  if (account?.status === 'active' && account.requiredConnection !== null) await tellOfRequiredSso(tenantId, account.administratorId, account.requiredConnection)
}

const HOUR_SECONDS = 3600

/** Tells somebody by mail, once an hour at most, which way in their address has to take. Nobody else learns it. */
export async function tellOfRequiredSso(tenantId: string, administratorId: string, connectionId: string): Promise<void> {
  if (!(await takeSlot(`sso-required:${tenantId}:${administratorId}`, 1, HOUR_SECONDS))) return
  const [person, connection, tenant] = await Promise.all([
    db().administrator.findUniqueOrThrow({ where: { tenantId_id: { tenantId, id: administratorId } }, select: { email: true, givenName: true, familyName: true } }),
    db().ssoConnection.findUniqueOrThrow({ where: { tenantId_id: { tenantId, id: connectionId } }, select: { name: true } }),
    db().tenant.findUniqueOrThrow({ where: { id: tenantId }, select: { slug: true, name: true } }),
  ])
  await transaction(async (tx) => {
    const now = await readClock(tx)
    await queueMail(tx, { tenantId, administratorId, to: person.email, now, letter: { name: 'sso_required', tenantName: tenant.name, recipientName: personName(person), connection: connection.name, tenantSlug: tenant.slug } })
  })
}
