/**
 * What journeys may do behind the stage, on the database of the server that is being tested. Runs in a process of its own
 * (process.ts), because code of the server does not load in the test runner. Arguments and answers are plain JSON.
 * Add a verb here and call it in a test: `await backstage('plantSession', { email })`.
 */
import { randomUUID } from 'node:crypto'
import { startAddressChange } from '@/lib/account/start-address-change'
import { perform } from '@/lib/actions/perform'
import { changeStatus as change } from '@/lib/administrators/change-status'
import { getPersonForChange } from '@/lib/administrators/data'
import { accountKey } from '@/lib/authn/sign-in-attempts'
import { canonicalEmail } from '@/lib/authn/canonical-email'
import { db, pool } from '@/lib/db/client'
import { hashToken, newToken } from '@/lib/crypto/tokens'
import { readClock, transaction } from '@/lib/db/transaction'
import { makeRecoveryCodes } from '@/lib/mfa/recovery-codes'
import { callerFor, TEST_ORIGIN } from '@/prisma/factories/caller-for'
import { disposableTenant } from '@/prisma/factories/disposable-tenant'
import { enrolledPasskey } from '@/prisma/factories/enrolled-passkey'
import { codeOf, enrolledTotp } from '@/prisma/factories/enrolled-totp'
import { invitePerson } from '@/prisma/factories/invite-person'
import { addPeople } from '@/prisma/factories/people'
import { plantFactor } from '@/prisma/factories/sign-in-as'
import { attackVerbs } from './attack-verbs'
import { canaryVerbs } from './canary-verbs'
import { holdVerbs } from './hold-verbs'
import { pimVerbs } from './pim-verbs'
import { samlVerbs } from './saml-verbs'
import { ssoVerbs } from './sso-verbs'

const person = async (email: string) => db().administrator.findFirstOrThrow({ where: { emailKey: canonicalEmail(email)!.key }, select: { tenantId: true, id: true } })

/** A session straight in the database. `fresh`: step-up is not asked for; `factor`: a second factor is enrolled and was used. */
async function plantSession({ email, fresh = true, factor = false, owes = null }: { email: string; fresh?: boolean; factor?: boolean; owes?: 'new_password' | null }): Promise<string> {
  const { tenantId, id: administratorId } = await person(email)
  const { token, hash } = newToken('session')
  const now = new Date(await transaction(readClock))
  if (factor) await plantFactor({ tenantId, administratorId, now })
  await db().session.create({
    data: { tenantId, administratorId, tokenHash: hash, createdAt: now, lastSeenAt: now, expiresAt: new Date(now.getTime() + 12 * 3_600_000), freshFactorAt: fresh ? now : null, factorUsedAt: factor ? now : null, factorUsedKind: factor ? 'totp' : null, owes, userAgent: 'planted' },
  })
  return token
}

/** Somebody changes the status of another, as the page does it. */
async function changeStatus({ by, email, status }: { by: string; email: string; status: 'active' | 'inactive' | 'deleted' }): Promise<void> {
  const { id: administratorId } = await person(email)
  await perform({
    name: 'backstage', audit: 'administrator.status_changed', lock: true, input: {}, origin: { ...TEST_ORIGIN, requestId: randomUUID() }, caller: await callerFor(canonicalEmail(by)!.key),
    act: async (work) => change(work, await getPersonForChange(work.tx, work.actor, administratorId, work.now), status),
  })
}

/** Many people at once, of all statuses and most roles; addresses `given.family<n>@<domain>`. */
async function addCrowd({ tenantId, people, domain }: { tenantId: string; people: number; domain: string }): Promise<void> {
  const { id: poolId } = await db().identityPool.findFirstOrThrow({ where: { tenantId }, select: { id: true } })
  await addPeople(pool(), { tenantId, poolId, people, domain })
}

/** Somebody asks for another address of their own; both mails go out. */
async function changeAddress({ email, to }: { email: string; to: string }): Promise<void> {
  await perform({
    name: 'backstage', audit: 'address.change_requested', lock: false, input: {}, origin: { ...TEST_ORIGIN, requestId: randomUUID() }, caller: await callerFor(canonicalEmail(email)!.key),
    act: async (work) => startAddressChange(work, { id: work.actor.administratorId, ...work.facts.person }, canonicalEmail(to)!),
  })
}

/** Sign-in to an account is refused from one network address for half an hour. */
async function lockAccount({ email, address }: { email: string; address: string }): Promise<void> {
  const { tenantId } = await person(email)
  const now = await transaction(readClock)
  await db().signInAttempt.create({ data: { tenantId, accountKey: accountKey(tenantId, canonicalEmail(email)!.key), address, kind: 'password', failures: 5, lockedUntil: new Date(now + 1_800_000), updatedAt: new Date(now) } })
}

/** Names of the tables that hold a text as it stands, also as bytes. */
async function whereStands({ text }: { text: string }): Promise<string[]> {
  const { rows: tables } = await pool().query<{ name: string }>("SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND has_table_privilege(format('%I.%I', schemaname, tablename), 'SELECT')")
  const found: string[] = []
  for (const { name } of tables) {
    const { rows } = await pool().query<{ times: number }>(`SELECT count(*)::int AS times FROM "${name}" AS t WHERE position($1 IN t::text) > 0 OR position($2 IN t::text) > 0`, [text, Buffer.from(text).toString('hex')])
    if (rows[0]!.times > 0) found.push(name)
  }
  return found
}

/** A second factor of every kind, as if enrolled long ago. @returns what its holder has: the app's secret, the recovery codes, the passkey for a browser */
async function enrolFactors({ email, passkey = false }: { email: string; passkey?: boolean }) {
  const { tenantId, id: administratorId } = await person(email)
  const { secret } = await enrolledTotp({ tenantId, administratorId })
  const codes = await transaction(async (tx) => makeRecoveryCodes(tx, { tenantId, administratorId, now: await readClock(tx) }))
  return { secret, codes, passkey: passkey ? { ...(await enrolledPasskey({ tenantId, administratorId })).forBrowser(), userHandle: Buffer.from(administratorId.replaceAll('-', ''), 'hex').toString('base64') } : null }
}

export const verbs = {
  enrolFactors,
  /** What an authenticator app shows now, which is taken once, for half a minute at least. */
  codeOf: async ({ secret }: { secret: string }) => codeOf(secret),
  whereStands,
  ...attackVerbs,
  ...canaryVerbs,
  ...holdVerbs,
  ...pimVerbs,
  ...samlVerbs,
  ...ssoVerbs,
  newTenant: async () => disposableTenant(),
  addCrowd,
  renamePerson: async ({ email, givenName, familyName }: { email: string; givenName: string; familyName: string }) => {
    await db().administrator.update({ where: { tenantId_id: await person(email) }, data: { givenName, familyName } })
  },
  plantSession,
  /** Somebody is invited; the mail goes out. Returns the new person's id. */
  invite: invitePerson,
  changeAddress,
  changeStatus,
  lockAccount,
  /** When the session was last used, by the database's clock. */
  lastSeen: async ({ token }: { token: string }) => (await db().session.findUniqueOrThrow({ where: { tokenHash: hashToken('session', token) }, select: { lastSeenAt: true } })).lastSeenAt.getTime(),
  /** The session was last used so many seconds ago. The clock itself is shared by all tests and stays alone. */
  restSession: async ({ token, seconds }: { token: string; seconds: number }) => {
    const now = await transaction(readClock)
    await db().session.update({ where: { tokenHash: hashToken('session', token) }, data: { lastSeenAt: new Date(now - seconds * 1000) } })
  },
  /** Whose sessions these are proved themselves just now. */
  proveAgain: async ({ tokens }: { tokens: readonly string[] }) => {
    const now = new Date(await transaction(readClock))
    await db().session.updateMany({ where: { tokenHash: { in: tokens.map((token) => hashToken('session', token)) }, endedAt: null }, data: { freshFactorAt: now, lastSeenAt: now } })
  },
  /** Every link of a person that waits runs out. */
  expireLinks: async ({ email }: { email: string }) => {
    const { tenantId, id: administratorId } = await person(email)
    const now = new Date(await transaction(readClock))
    await db().linkToken.updateMany({ where: { tenantId, administratorId, usedAt: null }, data: { createdAt: new Date(now.getTime() - 60_000), expiresAt: now } })
    await db().invitation.updateMany({ where: { tenantId, administratorId, acceptedAt: null }, data: { createdAt: new Date(now.getTime() - 60_000), expiresAt: now } })
  },
  setStatus: async ({ email, status }: { email: string; status: 'active' | 'inactive' }) => {
    await db().administrator.update({ where: { tenantId_id: await person(email) }, data: { status } })
  },
  /** The audit of one person, oldest first: "session.started done". */
  eventsAbout: async ({ email }: { email: string }) => {
    const { tenantId, id } = await person(email)
    const events = await db().auditEvent.findMany({ where: { tenantId, OR: [{ affectedId: id }, { actorId: id }] }, orderBy: { sequence: 'asc' }, select: { action: true, outcome: true } })
    return events.map(({ action, outcome }) => `${action} ${outcome}`)
  },
}
