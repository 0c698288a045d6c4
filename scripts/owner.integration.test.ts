/** `npm run owner` as the operator runs it: the command itself, against a database. */
import { spawnSync } from 'node:child_process'
import { afterAll, describe, expect, it } from 'vitest'
import { consumeLink } from '@/lib/authn/link-tokens'
import { closeDatabase, db } from '@/lib/db/client'
import { transaction } from '@/lib/db/transaction'
import { acceptInvitation } from '@/lib/sign-in/accept-invitation'
import { inviteFirstOwner } from '@/lib/tenants/invite-first-owner'
import { recoverOwner } from '@/lib/tenants/recover-owner'
import { enrolmentFor } from '@/prisma/factories/enrolment-for'

afterAll(closeDatabase)

function owner(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/run.mjs', 'scripts/owner.ts', ...args], { encoding: 'utf8', env: process.env })
  return { status, stdout, stderr, token: /#([\w-]{43})/.exec(stdout)?.[1] ?? '' }
}
const tenant = async (slug: string) => db().tenant.findUniqueOrThrow({ where: { slug } })
const people = async (slug: string) => db().administrator.findMany({ where: { tenantId: (await tenant(slug)).id }, include: { roleGrants: true, identifiers: true, addresses: true, invitations: true } })
const events = async (slug: string) => (await db().auditEvent.findMany({ where: { tenantId: (await tenant(slug)).id }, orderBy: { sequence: 'asc' } })).map(({ actorKind, action }) => [actorKind, action])
const letters = async (slug: string) => (await db().job.findMany({ where: { tenantId: (await tenant(slug)).id, state: 'queued' } })).map(({ payload }) => (payload as { letter: string }).letter).toSorted()

/** What the activation page does with the link. @returns the session it leaves behind */
const activate = async (token: string, password = 'blau-Vogel-7312-tisch') =>
  acceptInvitation({ token, password, givenName: 'Ada', familyName: 'Obi', ...(await enrolmentFor(token)) }, { requestId: 'r', address: '127.0.0.1', userAgent: 'test' }, null)

describe('npm run owner', () => {
  it('[T10] makes a tenant and its first owner by a one-time link, printed and mailed, by the operator in the audit', async () => {
    expect(await db().administrator.count()).toBe(0)
    const { status, stdout, token } = owner('--tenant', 'acme', '--email', ' Ada@Acme.example ', '--name', 'Acme Inc.')
    expect(status).toBe(0)
    expect(stdout).toMatch(/^The tenant Acme Inc\. was made\. Ada@acme\.example is invited|^The tenant Acme Inc\. was made\. Ada@Acme\.example is invited/)
    expect(stdout).toContain('72 hours')
    expect(await tenant('acme')).toMatchObject({ name: 'Acme Inc.', hadUsableOwner: false })
    const [person, ...others] = await people('acme')
    expect(others).toEqual([])
    expect(person).toMatchObject({ status: 'new', givenName: '', emailKey: 'ada@acme.example', roleGrants: [{ role: 'client_owner', scope: 'tenant', kind: 'active', source: 'operator', endsAt: null }] })
    expect(person!.identifiers[0]!.valueKey).toBe('ada@acme.example')
    expect(person!.addresses[0]).toMatchObject({ isPrimary: true, verifiedAt: null })
    expect(await events('acme')).toEqual([['operator', 'tenant.created'], ['operator', 'owner.invited']])
    expect(await letters('acme')).toEqual(['invitation'])
    await expect(transaction(async (tx) => consumeLink(tx, 'password_reset', token))).rejects.toMatchObject({ code: 'link_unusable' })
  })

  it('sends it again while no owner was ever usable: the old link is void; another address takes the place of the first', async () => {
    const first = owner('--tenant', 'again', '--email', 'typo@acme.example')
    const second = owner('--tenant', 'again', '--email', 'typo@acme.example')
    expect(second.stdout).not.toContain('was made')
    await expect(transaction(async (tx) => consumeLink(tx, 'activation', first.token))).rejects.toMatchObject({ code: 'link_unusable' })
    expect((await people('again'))[0]!.invitations).toMatchObject([{ sentCount: 2 }])
    expect(await letters('again')).toEqual(['invitation'])
    const third = owner('--tenant', 'again', '--email', 'right@acme.example')
    expect((await people('again')).map(({ emailKey }) => emailKey)).toEqual(['right@acme.example'])
    await expect(transaction(async (tx) => consumeLink(tx, 'activation', second.token))).rejects.toMatchObject({ code: 'link_unusable' })
    await activate(third.token)
    const late = owner('--tenant', 'again', '--email', 'other@acme.example')
    expect(late).toMatchObject({ status: 1, stdout: '' })
    expect(late.stderr).toContain('has had an owner')
    expect(await people('again')).toHaveLength(1)
  })

  it('--recover resets password, factors and sessions of one owner, with --new-email the address, and tells all owners', async () => {
    await activate(owner('--tenant', 'lost', '--email', 'ada@lost.example').token)
    const { token, status, stdout } = owner('--tenant', 'lost', '--email', 'ada@lost.example', '--recover', '--new-email', 'ada@new.example')
    expect(stdout).toContain('30 minutes')
    expect(status).toBe(0)
    const [person] = await people('lost')
    expect(person).toMatchObject({ emailKey: 'ada@new.example', status: 'active', factorEnrolledAt: null })
    expect(person!.identifiers.map(({ valueKey }) => valueKey)).toEqual(['ada@new.example'])
    expect(person!.addresses).toMatchObject([{ valueKey: 'ada@new.example', isPrimary: true }])
    expect(person!.addresses[0]!.verifiedAt).not.toBeNull()
    const { tenantId, id: administratorId } = person!
    expect(await db().passwordCredential.findFirstOrThrow({ where: { tenantId, administratorId } })).toMatchObject({ state: 'must_reset' })
    expect(await db().session.count({ where: { tenantId, endedAt: null } })).toBe(0)
    expect(await letters('lost')).toEqual(['factor_changed', 'invitation', 'owner_recovered', 'password_reset'])
    expect((await events('lost')).at(-1)).toEqual(['operator', 'owner.recovered'])
    expect(await transaction(async (tx) => consumeLink(tx, 'password_reset', token))).toMatchObject({ administratorId })
  })

  it('refuses with a sentence, and leaves nothing behind', async () => {
    await activate(owner('--tenant', 'strict', '--email', 'ada@strict.example').token)
    const before = await events('strict')
    for (const [args, words] of [
      [['--tenant', 'strict'], 'Both --tenant and --email are needed.'],
      [['--tenant', 'strict', '--email', 'a@b.example', '--whatever'], 'Usage:'],
      [['--tenant', 'strict', '--email', 'a@b.example', '--new-email', 'c@d.example'], '--new-email goes with --recover.'],
      [['--tenant', 'strict', '--email', 'ada@strict.example', '--recover', '--new-email', 'ada@strict.example'], 'is their address already'],
    ] as const) {
      const { status, stdout, stderr } = owner(...args)
      expect([args, status, stdout]).toEqual([args, 1, ''])
      expect(stderr).toContain(words)
    }
    // The command prints the sentence of whatever the operation refuses; the others need no process of their own.
    for (const [refuse, words] of [
      [async () => inviteFirstOwner({ slug: 'Strict!', email: 'a@b.example' }), 'short name'],
      [async () => inviteFirstOwner({ slug: 'fresh', email: 'a@b.example,c@d.example' }), 'is not one e-mail address'],
      [async () => inviteFirstOwner({ slug: 'fresh', email: 'a@b.example', name: 'x'.repeat(101) }), '1 to 100 characters'],
      [async () => recoverOwner({ slug: 'nobody', email: 'a@b.example' }), 'There is no tenant nobody.'],
      [async () => recoverOwner({ slug: 'strict', email: 'a@b.example' }), 'has no administrator a@b.example'],
    ] as const) await expect(refuse()).rejects.toMatchObject({ failure: { sentence: expect.stringContaining(words) } })
    expect(await db().tenant.count({ where: { slug: { in: ['fresh', 'nobody', 'Strict!'] } } })).toBe(0)
    expect(await events('strict')).toEqual(before)
    expect(await db().session.count({ where: { tenantId: (await tenant('strict')).id, endedAt: null } })).toBe(1)
  })
})
