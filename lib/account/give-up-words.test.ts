import { expect, it } from 'vitest'
import { makeActor, TENANT, type Actor, type Grant, type Scope } from '@/lib/authz/grants'
import type { RoleKey } from '@/lib/authz/policy'
import { giveUpWords } from './give-up-words'

const PAYMENTS = { type: 'workspace', id: 'payments' } as const
const grant = (role: RoleKey, scope: Scope = TENANT, more: Partial<Grant> = {}): Grant => ({ id: `${role} ${JSON.stringify(scope)}`, role, scope, kind: 'active', startsAt: 0, endsAt: null, confirmed: true, placeActive: true, activation: null, ...more })
const actorWith = (...grants: Grant[]): Actor =>
  makeActor({ tenantId: 't', administratorId: 'a', sessionId: 's', status: 'active', grants, factorEnrolledAt: null, factorUsedAt: null, freshFactorAt: null, mfa: { everyone: false, roles: [] }, onlyOwnersAssignClientAdmin: false, now: 1000 })
const consequence = (first: Grant, ...rest: Grant[]) => giveUpWords(actorWith(first, ...rest), first, null).consequence

it('says how much is lost at once, and names some of it', () => {
  expect(consequence(grant('workspace_auditor', PAYMENTS))).toBe("At once, you lose 3 permissions: see a workspace, see a workspace's administrators and see a workspace's audit.")
  expect(consequence(grant('super_admin'))).toMatch(/^At once, you lose \d\d permissions: see administrators, invite administrators, change an administrator's profile and \d+ more\.$/)
})

it('counts what other roles in force carry, and not what waits for something', () => {
  const stays = 'What you may do stays the same: your other roles carry all of it, or it confers nothing by itself.'
  expect(consequence(grant('workspace_auditor', PAYMENTS), grant('super_admin'))).toBe(stays)
  expect(consequence(grant('member'))).toBe(stays)
  expect(consequence(grant('workspace_auditor', PAYMENTS), grant('super_admin', TENANT, { startsAt: 5000 }))).toMatch(/^At once, you lose 3 permissions/)
  // Client Security Admin counts only with a second factor.
  expect(consequence(grant('auditor'), grant('client_security_admin'))).toBe(consequence(grant('auditor')))
})

it('a role that is not in force is only kept from coming', () => {
  expect(consequence(grant('super_admin', TENANT, { startsAt: 5000 }))).toContain('will not come into force any more')
})

it('names who could give it back, and keeps the last usable owner', () => {
  const owner = grant('client_owner')
  const words = (others: number | null) => giveUpWords(actorWith(owner, grant('auditor')), owner, others)
  expect(words(3)).toMatchObject({ giveBack: 'You cannot give it back to yourself. Another administrator can: Client Owner.', warning: null, disabledReason: null })
  expect(words(1)).toMatchObject({ warning: expect.stringContaining('One usable Client Owner is left'), disabledReason: null })
  expect(words(0).disabledReason).toContain('Make another administrator a Client Owner first.')
  expect(giveUpWords(actorWith(owner, grant('auditor')), grant('auditor'), 0)).toMatchObject({ warning: null, disabledReason: null })
})
