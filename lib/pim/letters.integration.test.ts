// Who is told what by mail, as the settings of a role say; and that nothing but the letters waits while mail is down.
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { closeDatabase, db } from '@/lib/db/client'
import { actorOf, pim, setPolicy, storePimTeam, type PimTeam } from '@/prisma/factories/pim-team'
import { waitingLetters } from '@/prisma/factories/waiting-letters'
import { findDeciding } from './asking-data'
import type { RoleSettings } from './role-settings'

const OUTSIDE = 'soc@elsewhere.example'
let team: PimTeam<'olivia' | 'oscar' | 'sam'>

beforeEach(async () => {
  team = await storePimTeam({ olivia: { holds: [{ role: 'client_owner' }] }, oscar: { holds: [{ role: 'client_owner' }] }, sam: { holds: [{ role: 'super_admin', kind: 'eligible' }] } })
})
afterAll(closeDatabase)

/** Everybody's letters since the last look. */
async function letters(): Promise<Record<string, string[]>> {
  const told: Record<string, string[]> = {}
  for (const [name, email] of [...Object.entries(team.people).map(([who, person]) => [who, person.email] as const), ['outside', OUTSIDE] as const]) {
    const found = (await waitingLetters(email)).map((letter) => ('news' in letter ? `${letter.name} ${letter.news}` : letter.name))
    if (found.length > 0) told[name] = found
  }
  await db().job.deleteMany({ where: { kind: 'mail' } })
  return told
}

describe('who is told by mail', () => {
  const day = async (settings: Partial<RoleSettings>) => {
    await setPolicy(team.tenantId, 'super_admin', { approvals: 1, ...settings })
    const { requestId } = await pim.ask(team.people.sam, 'super_admin')
    const asked = await letters()
    await pim.approve(team.people.olivia, requestId)
    const approved = await letters()
    await pim.revoke(team.people.olivia, requestId)
    return { asked, approved, revoked: await letters() }
  }

  it('approvers, who asked, the other owners, and the addresses that the settings name', async () => {
    expect(await day({ mailExtra: [OUTSIDE] })).toEqual({
      asked: { olivia: ['pim_decision_wanted'], oscar: ['pim_decision_wanted'] },
      approved: { sam: ['pim_news approved'], oscar: ['pim_news_of_another activated'], outside: ['pim_news_of_another activated'] },
      revoked: { sam: ['pim_news revoked'], oscar: ['pim_news_of_another revoked'], outside: ['pim_news_of_another revoked'] },
    })
  })

  it('only those for whom it is on; that something was revoked is never silent', async () => {
    expect(await day({ mailApprovers: false, mailRequester: false, mailOwners: false })).toEqual({ asked: {}, approved: {}, revoked: { sam: ['pim_news revoked'], oscar: ['pim_news_of_another revoked'] } })
  })
})

describe('while mail is down', () => {
  it('a request is made, seen and decided as ever; whoever asks is told that the letters do not get through', async () => {
    const { sam, olivia, oscar } = team.people
    await setPolicy(team.tenantId, 'super_admin', { approvals: 1 })
    const deciding = async () => findDeciding((await actorOf(sam))!, { grantId: sam.grants['eligible:super_admin']!, place: null })
    expect(await deciding()).toMatchObject({ mail: 'on' })
    const { requestId } = await pim.ask(sam, 'super_admin')
    await db().job.updateMany({ where: { tenantId: team.tenantId, kind: 'mail', administratorId: oscar.id }, data: { attempts: 1 } })
    expect(await deciding()).toMatchObject({ mail: 'held_up', enough: true })
    await pim.approve(olivia, requestId)
    expect((await actorOf(sam))!.inForce).toHaveLength(1)
    expect(await letters()).toMatchObject({ sam: ['pim_news approved'] })
  })
})
