// What the database itself refuses, whatever the program does (security.md T56–T58, T62).
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeDatabase, db } from '@/lib/db/client'
import { readClock, transaction } from '@/lib/db/transaction'
import { pim, setPolicy, storePimTeam, type PimTeam } from '@/prisma/factories/pim-team'

const STATES = ['pending_approval', 'approved', 'denied', 'timed_out', 'withdrawn', 'cancelled', 'deactivated', 'revoked', 'cut_short', 'expired'] as const
type State = (typeof STATES)[number]
const FOLLOWS: Partial<Record<State, readonly State[]>> = {
  pending_approval: ['approved', 'denied', 'timed_out', 'withdrawn', 'revoked', 'cut_short'],
  approved: ['cancelled', 'deactivated', 'revoked', 'cut_short', 'expired'],
}

let team: PimTeam<'olivia' | 'sam'>
beforeAll(async () => {
  team = await storePimTeam({ olivia: { holds: [{ role: 'client_owner' }] }, sam: { holds: [{ role: 'super_admin', kind: 'eligible' }] } })
})
afterAll(closeDatabase)

class Undone extends Error {}

/** Tries it in a transaction that is undone. @returns what the database said, or 'done' */
async function attempt(work: (tx: Parameters<Parameters<typeof transaction>[0]>[0]) => Promise<unknown>): Promise<string> {
  return transaction(async (tx) => {
    await work(tx)
    throw new Undone('undone')
  }).catch((error: unknown) => (error instanceof Undone ? 'done' : (error as Error).message))
}

async function row(approvalsNeeded: number, now: number) {
  const { tenantId } = team
  return {
    tenantId, basketId: tenantId, administratorId: team.people.sam.id, grantId: team.people.sam.grants['eligible:super_admin']!, role: 'super_admin', scope: 'tenant' as const, requestedAt: new Date(now), seconds: 1800,
    undecidedUntil: new Date(now + 3_600_000), approvalsNeeded, state: approvalsNeeded > 0 ? ('pending_approval' as const) : ('approved' as const),
  }
}

/** A request that came to a state by legal steps alone. */
async function inState(tx: Parameters<Parameters<typeof transaction>[0]>[0], state: State): Promise<string> {
  const { id } = await tx.pimRequest.create({ data: await row(1, await readClock(tx)) })
  const where = { tenantId_id: { tenantId: team.tenantId, id } }
  const steps: readonly State[] = state === 'pending_approval' ? [] : FOLLOWS.pending_approval!.includes(state) ? [state] : ['approved', state]
  for (const step of steps) await tx.pimRequest.update({ where, data: { state: step } })
  return id
}

describe('[T58] states follow each other as drawn, and a state that ends stays', () => {
  it.each(STATES)('from %s', async (from) => {
    for (const to of STATES.filter((state) => state !== from)) {
      const said = await attempt(async (tx) => {
        const id = await inState(tx, from)
        await tx.pimRequest.update({ where: { tenantId_id: { tenantId: team.tenantId, id } }, data: { state: to } })
      })
      expect(`${to}: ${said.includes('cannot go from') ? 'refused' : said}`).toBe(`${to}: ${FOLLOWS[from]?.includes(to) ? 'done' : 'refused'}`)
    }
  })

  it('begins as pending where somebody must approve, as approved where nobody need', async () => {
    const now = await transaction(readClock)
    for (const state of STATES) {
      for (const approvals of [0, 1]) {
        const said = await attempt(async (tx) => tx.pimRequest.create({ data: { ...(await row(approvals, now)), state } }))
        expect(said === 'done', `${state} with ${approvals}`).toBe(state === (approvals ? 'pending_approval' : 'approved'))
      }
    }
  })
})

describe('[T62] what was submitted does not change', () => {
  it('in no field of it', async () => {
    const other = { ...(await row(1, 0)) }
    const changes = {
      administratorId: team.people.olivia.id, role: 'client_owner', justification: 'Other', ticket: 'X', requestedAt: new Date(0), startsAt: new Date(), seconds: 3600, undecidedUntil: new Date(4_000_000_000_000), approvalsNeeded: 0,
      basketId: team.people.sam.id, factorGivenAt: new Date(), extendsId: other.tenantId,
    }
    for (const [field, value] of Object.entries(changes)) {
      const said = await attempt(async (tx) => {
        const id = await inState(tx, 'pending_approval')
        await tx.pimRequest.update({ where: { tenantId_id: { tenantId: team.tenantId, id } }, data: { [field]: value } })
      })
      expect(said, `the field ${field}`).toContain('does not change')
    }
  })
})

describe('[T57] no activation without its decisions', () => {
  const give = async (tx: Parameters<Parameters<typeof transaction>[0]>[0], requestId: string, more: object = {}) => {
    const now = await readClock(tx)
    return tx.pimActivation.create({
      data: { tenantId: team.tenantId, requestId, administratorId: team.people.sam.id, grantId: team.people.sam.grants['eligible:super_admin']!, role: 'super_admin', scope: 'tenant', startsAt: new Date(now), endsAt: new Date(now + 1_800_000), ...more },
    })
  }
  const decide = async (tx: Parameters<Parameters<typeof transaction>[0]>[0], requestId: string, verdict: 'approved' | 'denied' = 'approved') =>
    tx.pimDecision.create({ data: { tenantId: team.tenantId, requestId, requesterId: team.people.sam.id, approverId: team.people.olivia.id, verdict, reason: 'x', at: new Date() } })

  it('not while it waits, not without the approval, not with a denial, not for another role, nor for longer than was asked', async () => {
    expect(await attempt(async (tx) => give(tx, await inState(tx, 'pending_approval')))).toContain('needs an approved request')
    expect(await attempt(async (tx) => give(tx, await inState(tx, 'approved')))).toContain('needs an approved request')
    expect(await attempt(async (tx) => {
      const id = await inState(tx, 'approved')
      await decide(tx, id, 'denied')
      await give(tx, id)
    })).toContain('needs an approved request')
    const now = await transaction(readClock)
    for (const more of [{}, { role: 'client_owner' }, { endsAt: new Date(now + 3_600_000) }, { scope: 'workspace', workspaceId: team.places.workspace }]) {
      const said = await attempt(async (tx) => {
        const id = await inState(tx, 'approved')
        await decide(tx, id)
        await give(tx, id, more)
      })
      expect(said === 'done', `with ${JSON.stringify(more)}`).toBe(Object.keys(more).length === 0)
    }
  })

  it('one that was given only ends: it never begins anew, grows, moves or comes back', async () => {
    const { tenantId } = team
    const asked = await pim.ask(team.people.sam, 'super_admin')
    const given = await db().pimActivation.findFirstOrThrow({ where: { tenantId, requestId: asked.requestId } })
    const change = async (data: object, first: object = {}) => attempt(async (tx) => {
      await tx.pimActivation.update({ where: { tenantId_id: { tenantId, id: given.id } }, data: first })
      await tx.pimActivation.update({ where: { tenantId_id: { tenantId, id: given.id } }, data })
    })
    const later = new Date(given.endsAt.getTime() + 1)
    for (const data of [{ endsAt: later }, { startsAt: new Date(given.startsAt.getTime() - 1) }, { role: 'client_owner' }, { administratorId: team.people.olivia.id }]) expect(await change(data)).toMatch(/only ends|oreign key/)
    expect(await change({ endedAt: null }, { endedAt: given.endsAt })).toContain('only ends')
    expect(await change({ endsAt: new Date(given.endsAt.getTime() - 1) })).toBe('done')
    await expect(db().pimActivation.delete({ where: { tenantId_id: { tenantId, id: given.id } } }), 'and goes only with its request').rejects.toThrow(/denied/)
    await setPolicy(tenantId, 'super_admin', {})
    await pim.deactivate(team.people.sam, asked.requestId)
  })

  it('two at the same time of one person, role and place are refused', async () => {
    const said = await attempt(async (tx) => {
      for (let nth = 0; nth < 2; nth++) {
        const { id } = await tx.pimRequest.create({ data: await row(0, await readClock(tx)) })
        await give(tx, id)
      }
    })
    expect(said).toMatch(/no_overlap|xclusion/)
  })

  it('[T56] a decision about one’s own request is refused, and one that was made stands', async () => {
    const own = await attempt(async (tx) => {
      const requestId = await inState(tx, 'pending_approval')
      await tx.pimDecision.create({ data: { tenantId: team.tenantId, requestId, requesterId: team.people.sam.id, approverId: team.people.sam.id, verdict: 'approved', at: new Date() } })
    })
    expect(own).toContain('check constraint')
    const undone = await attempt(async (tx) => {
      await decide(tx, await inState(tx, 'pending_approval'))
      await tx.pimDecision.updateMany({ data: { verdict: 'denied' } })
    })
    expect(undone).toContain('denied')
  })
})
