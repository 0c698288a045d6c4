import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SessionFacts } from '@/lib/authn/session-facts'
import { can, type Place } from '@/lib/authz/can'
import type { Actor, Person } from '@/lib/authz/grants'
import { PERMISSIONS, permissionRow, type Permission, type RoleKey } from '@/lib/authz/policy'
import { closeDatabase, db } from '@/lib/db/client'
import { readClock, transaction } from '@/lib/db/transaction'
import { enrolledTotp } from '@/prisma/factories/enrolled-totp'
import { disposableTenant, type DisposableTenant } from '@/prisma/factories/disposable-tenant'
import { signInAs } from '@/prisma/factories/sign-in-as'
import { answerCanThey, type CanTheyResult } from './answer-can-they'
import { AskedQuestion } from './can-they-query'

let tenant: DisposableTenant
let other: DisposableTenant
const everybody = ['olivia', 'oscar', 'adam', 'sonia', 'carla', 'gus', 'april', 'rex', 'vera', 'sam', 'audrey', 'bea', 'max', 'wanda']

const factsOf = async (name: string): Promise<SessionFacts> => (await signInAs(tenant.people[name]!.email)).facts
const ask = async (facts: SessionFacts, question: Partial<AskedQuestion>): Promise<CanTheyResult> => answerCanThey(facts, { person: null, permission: null, place: null, about: null, role: null, at: null, ...question })
const allowedIn = (result: CanTheyResult) => (result.kind === 'answer' ? result.answer.explanation.allowed : result.kind)

const NOBODY = '00000000-0000-4000-8000-000000000000'

/** The question as can() takes it, for whom the answer is about. */
function decide(actor: Actor, permission: Permission, place: Place | null, about: Person, role: RoleKey): boolean {
  const { rule, scope } = permissionRow(permission)
  const change = { administratorId: about.administratorId, before: null, after: { role, scope: place && role.startsWith('workspace_') ? place : { type: 'tenant' } } }
  const resource = { ...(place ? { place } : {}), ...(rule === 'other-person' ? { person: about } : {}), ...(rule === 'grant-change' || rule === 'new-grants' ? { change, grants: [change] } : {}),
    // Somebody else's, of a role nobody is named to decide about.
    ...(rule === 'pim-request' ? { request: { requesterId: NOBODY, role: 'auditor', scope: { type: 'tenant' }, approvers: { people: [], roles: [] }, tied: false } } : {}),
  }
  return (can as (actor: Actor, permission: Permission, resource?: unknown) => { allowed: boolean })(actor, permission, scope === 'tenant' && !rule ? undefined : resource).allowed
}

describe('Can they? on what is stored', () => {
  beforeAll(async () => {
    tenant = await disposableTenant()
    other = await disposableTenant()
  })
  afterAll(closeDatabase)

  it('T48 answers for everybody of the cast, every permission, here and elsewhere, what can() decides in their own session', async () => {
    const sessions = new Map<string, SessionFacts>()
    for (const name of everybody) sessions.set(name, await factsOf(name))
    const olivia = sessions.get('olivia')!
    const about = sessions.get('adam')!.actor
    const places: Record<string, readonly (Place | null)[]> = {
      tenant: [null], workspace: [{ type: 'workspace', id: tenant.workspaces.payments! }, { type: 'workspace', id: tenant.workspaces.ledger! }], organization: [{ type: 'organization', id: tenant.organizations.northwind! }],
    }
    const differing: string[] = []
    const compare = async (name: string, permission: Permission, place: Place | null) => {
      const { actor } = sessions.get(name)!
      const { scope, rule } = permissionRow(permission)
      const grants = rule === 'grant-change' || rule === 'new-grants'
      const role: RoleKey = scope === 'tenant' ? 'auditor' : 'workspace_auditor'
      const answer = await ask(olivia, { person: actor.administratorId, permission, place, about: rule === 'other-person' || rule === 'grant-change' ? about.administratorId : null, role: grants ? role : null })
      // An invitation is about somebody new.
      const decided = decide(actor, permission, place, rule === 'new-grants' ? { ...about, administratorId: 'new' } : about, role)
      if (allowedIn(answer) !== decided) differing.push(`${name} ${permission} ${place?.id ?? ''}: ${allowedIn(answer)}, not ${decided}`)
    }
    const questions = everybody.flatMap((name) => PERMISSIONS.flatMap((permission) => places[permissionRow(permission).scope]!.map((place) => ({ name, permission, place }))))
    // A few at a time: more would wait for a connection longer than the product has anybody wait.
    await Promise.all(Array.from({ length: 5 }, async () => {
      for (let one = questions.shift(); one; one = questions.shift()) await compare(one.name, one.permission, one.place)
    }))
    expect(differing).toEqual([])
  }, 120_000)

  it('T49 about another person takes administrator:read; about oneself it is open to everyone', async () => {
    const max = await factsOf('max')
    expect(await ask(max, { person: tenant.people.adam!.id, permission: 'billing:read' })).toMatchObject({ kind: 'refused', refusal: { code: 'not_granted' } })
    expect(await ask(max, { person: tenant.people.adam!.id })).toMatchObject({ kind: 'refused' })
    expect(await ask(max, { permission: 'workspace:update', place: { type: 'workspace', id: tenant.workspaces.payments! } })).toMatchObject({ kind: 'answer', answer: { person: { own: true }, place: { name: 'Payments' }, explanation: { allowed: true } } })
  })

  it('T49 knows no place and no person out of the asker’s reach', async () => {
    const [max, olivia] = [await factsOf('max'), await factsOf('olivia')]
    expect(await ask(max, { permission: 'workspace:update', place: { type: 'workspace', id: tenant.workspaces.ledger! } })).toEqual({ kind: 'unknown', what: 'place' })
    expect(await ask(olivia, { permission: 'workspace:update', place: { type: 'workspace', id: other.workspaces.payments! } })).toEqual({ kind: 'unknown', what: 'place' })
    expect(await ask(olivia, { permission: 'organization:update', place: { type: 'organization', id: other.organizations.northwind! } })).toEqual({ kind: 'unknown', what: 'place' })
    expect(await ask(olivia, { permission: 'billing:read', person: other.people.olivia!.id })).toEqual({ kind: 'unknown', what: 'person' })
    expect(await ask(olivia, { permission: 'administrator:delete', about: other.people.olivia!.id })).toEqual({ kind: 'unknown', what: 'about' })
  })

  it('of a kind of factor that the policy does not take it knows that it counts for nothing, save at a break-glass account', async () => {
    const olivia = await factsOf('olivia')
    const sonia = tenant.people.sonia!.id
    const asked = async () => allowedIn(await ask(olivia, { person: sonia, permission: 'mfa-policy:manage' }))
    await enrolledTotp({ tenantId: tenant.id, administratorId: sonia })
    expect(await asked()).toBe(true)
    await db().tenant.update({ where: { id: tenant.id }, data: { mfaAllowedFactors: ['passkey'] } })
    expect(await asked()).toBe(false)
    await db().administrator.update({ where: { tenantId_id: { tenantId: tenant.id, id: sonia } }, data: { breakGlassAt: new Date() } })
    expect(await asked()).toBe(true)
    await db().tenant.update({ where: { id: tenant.id }, data: { mfaAllowedFactors: ['totp', 'passkey'] } })
  })

  it('answers for a moment: before a role began, while it ran, and after it was taken away', async () => {
    const olivia = await factsOf('olivia')
    const now = await transaction(readClock)
    const grant = await db().roleGrant.findFirstOrThrow({ where: { administratorId: tenant.people.vera!.id } })
    await db().roleGrant.update({ where: { tenantId_id: { tenantId: tenant.id, id: grant.id } }, data: { startsAt: new Date(now - 2000), revokedAt: new Date(now - 1000) } })
    const at = async (moment: number) => {
      const result = await ask(olivia, { person: tenant.people.vera!.id, permission: 'finding:read', at: moment })
      return result.kind === 'answer' ? [result.answer.explanation.allowed, result.answer.explanation.considered.map(({ verdict }) => verdict).join()] : result.kind
    }
    expect(await at(now - 2001)).toEqual([false, 'not_started'])
    expect(await at(now - 2000)).toEqual([true, 'counts'])
    expect(await at(now - 1001)).toEqual([true, 'counts'])
    expect(await at(now - 1000)).toEqual([false, 'ended'])
  })

  it('reads any address, and takes nothing from it that is not a question', () => {
    const nothing = { person: null, permission: null, place: null, about: null, role: null, at: null }
    for (const odd of [{}, { permission: 'root:all' }, { permission: ['__proto__'], person: '1' }, { place: 'workspace:x', role: 'constructor', at: 'soon', about: ['', ''] }]) expect(AskedQuestion.parse(odd)).toEqual(nothing)
    const id = '3f0d7a52-5c1e-4b6e-9a51-0d6f2f6d1a11'
    expect(AskedQuestion.parse({ permission: 'billing:read', place: `workspace:${id}`, about: id, role: 'auditor', at: '2026-11-21T08:00:00.000Z' })).toEqual({ ...nothing, permission: 'billing:read', at: Date.UTC(2026, 10, 21, 8) })
    expect(AskedQuestion.parse({ permission: 'workspace-admin:manage', place: `workspace:${id}`, about: id, role: 'workspace_admin' })).toEqual({ ...nothing, permission: 'workspace-admin:manage', place: { type: 'workspace', id }, about: id, role: 'workspace_admin' })
  })
})
