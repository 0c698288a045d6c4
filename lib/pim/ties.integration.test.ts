// Who is tied to whoever asks, what goes on from something that runs, and what the audit says of what was done under an activation.
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { performableOf } from '@/lib/actions/define-action'
import { eventOf } from '@/lib/actions/work'
import { recordAudit } from '@/lib/audit/record'
import { closeDatabase, db } from '@/lib/db/client'
import { readClock, transaction } from '@/lib/db/transaction'
import { assignRole } from '@/lib/grants/actions'
import { TEST_ORIGIN } from '@/prisma/factories/caller-for'
import { actorOf, pim, setPolicy, settled, storePimTeam, type PimPerson, type PimTeam } from '@/prisma/factories/pim-team'
import { stopClock } from '@/prisma/factories/test-clock'
import { isTied } from './deciders'

let team: PimTeam<'olivia' | 'adam' | 'sam' | 'second'>

beforeEach(async () => {
  team = await storePimTeam({
    olivia: { holds: [{ role: 'client_owner' }] },
    adam: { holds: [{ role: 'client_admin' }, { role: 'super_admin', kind: 'eligible' }] },
    sam: { holds: [{ role: 'super_admin', kind: 'eligible' }] },
    second: { holds: [{ role: 'requester' }] },
  })
  await setPolicy(team.tenantId, 'super_admin', { approvals: 1 })
})
afterEach(async () => stopClock(null))
afterAll(closeDatabase)

describe('[T56] rule 3: nobody decides about whom they are tied to', () => {
  it('not through one they let in, raised or took over since, in whichever way; what another did, or what was refused, ties nobody', async () => {
    const { adam, second, olivia } = team.people
    const ways = ['administrator.invited', 'invitation.resent', 'administrator.status_changed', 'grant.created', 'grant.changed', 'grant.confirmed', 'address.change_requested', 'factor.reset', 'pim_request.approved'] as const
    const tiedSince = async (since: number) => transaction(async (tx) => isTied(tx, { tenantId: team.tenantId, requesterId: adam.id, administratorId: second.id, since }))
    const happened = async (by: PimPerson, name: (typeof ways)[number] | 'administrator.updated', outcome: 'done' | 'refused' = 'done') => {
      const actor = (await actorOf(by))!
      await transaction(async (tx) => recordAudit(tx, [{ ...eventOf(actor, TEST_ORIGIN, name, { target: { type: 'administrator', id: second.id }, affectedId: second.id }), outcome }]))
    }
    const clock = async () => transaction(readClock)
    for (const name of ways) {
      const since = await clock()
      await happened(olivia, name)
      await happened(adam, name, 'refused')
      await happened(adam, 'administrator.updated')
      expect([name, await tiedSince(since)]).toEqual([name, false])
      await happened(adam, name)
      expect([name, await tiedSince(since)]).toEqual([name, true])
      // The next way is looked for from a millisecond later on.
      await stopClock((await clock()) + 1)
    }
  })
})

describe('going on from something that runs', () => {
  it('rule 5: what goes on from something that runs is decided like anything else, and follows it without a gap', async () => {
    const { sam, olivia } = team.people
    const first = await pim.ask(sam, 'super_admin')
    const { endsAt } = await pim.approve(olivia, first.requestId)
    // The very role that runs is one that approves it.
    await db().pimApprover.create({ data: { tenantId: team.tenantId, role: 'super_admin', approverRole: 'super_admin' } })
    const running = await db().pimActivation.findFirstOrThrow({ where: { tenantId: team.tenantId, requestId: first.requestId } })
    const next = await pim.ask(sam, 'super_admin', { extendsId: running.id, seconds: 3600 })
    expect(next.state).toBe('pending_approval')
    expect(await settled(async () => pim.approve(sam, next.requestId))).toBe('forbidden own_request')
    expect(await pim.approve(olivia, next.requestId)).toMatchObject({ missing: 0, startsAt: endsAt, endsAt: endsAt! + 3_600_000 })
  })
})

describe('the audit', () => {
  it('names the activation that something was done under, and none where a standing role suffices', async () => {
    const { sam, adam, second, olivia } = team.people
    const { requestId } = await pim.ask(sam, 'super_admin')
    await pim.approve(olivia, requestId)
    const { id } = await db().pimActivation.findFirstOrThrow({ where: { tenantId: team.tenantId, requestId } })
    const given = async (by: PimPerson, role: 'auditor' | 'member') => {
      const { grantId } = await performableOf(assignRole).perform(by.caller, { administratorId: second.id, role, scope: { type: 'tenant' } }, TEST_ORIGIN, true)
      return (await db().auditEvent.findFirstOrThrow({ where: { tenantId: team.tenantId, targetId: grantId } })).activationId
    }
    expect(await given(sam, 'auditor')).toBe(id)
    const own = await pim.ask(adam, 'super_admin')
    await pim.approve(olivia, own.requestId)
    expect(await given(adam, 'member'), 'a Client Admin may do this without the activation').toBeNull()
  })
})
