import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeDatabase, db } from '@/lib/db/client'
import { readClock, transaction } from '@/lib/db/transaction'
import { storeCast } from '@/prisma/factories/store-cast'
import { signInAs } from '@/prisma/factories/sign-in-as'
import { findWaiting } from './data'

const at = (name: string) => `${name}@acme.example`
const waitingFor = async (name: string) => findWaiting((await signInAs(at(name))).facts)
const idOf = async (name: string) => (await db().administrator.findFirstOrThrow({ where: { emailKey: at(name) }, select: { id: true } })).id

describe('what waits for somebody', () => {
  beforeAll(async () => {
    await storeCast()
    const noor = await db().administrator.findFirstOrThrow({ where: { emailKey: at('noor') }, select: { tenantId: true, id: true } })
    const [sent, expires] = [new Date(await transaction(readClock)), new Date((await transaction(readClock)) + 3_600_000)]
    await db().administrator.updateMany({ where: { id: noor.id }, data: { invitationExpiresAt: expires } })
    await db().invitation.create({ data: { tenantId: noor.tenantId, administratorId: noor.id, createdAt: sent, lastSentAt: sent, expiresAt: expires } })
  })
  afterAll(closeDatabase)

  it('are the open invitations, for who may invite; nothing for anybody else', async () => {
    expect(await waitingFor('olivia')).toMatchObject({ invitations: { pending: { value: 1, exact: true }, expired: { value: 0, exact: true } } })
    for (const name of ['audrey', 'sonia', 'max', 'vera']) expect(await waitingFor(name)).toEqual({ address: null, invitations: null, askingAgain: [], askingAnew: [], restored: [], work: [] })
  })

  it('is a person with restored roles to decide about, for who may assign', async () => {
    const ines = await idOf('ines')
    await db().roleGrant.updateMany({ where: { administratorId: ines }, data: { confirmed: false } })
    expect((await waitingFor('sam')).restored).toEqual([{ id: ines, name: 'Ines Ivanova', email: at('ines') }])
    expect((await waitingFor('audrey')).restored).toEqual([])
  })

  it('is one’s own work on many people, while it is under way or stopped, for a week', async () => {
    const { facts } = await signInAs(at('oscar'))
    const started = async (state: 'running' | 'stopped' | 'done', daysAgo: number) =>
      db().bulkRun.create({ data: { tenantId: facts.tenant.id, startedById: facts.actor.administratorId, sessionId: facts.session.id, action: 'set-status', input: {}, total: 3, state, createdAt: new Date(facts.actor.now - daysAgo * 86_400_000) } })
    const [running, stopped] = [await started('running', 0), await started('stopped', 6)]
    await started('done', 1)
    await started('stopped', 8)
    expect((await findWaiting(facts)).work.map(({ id, state }) => [id, state])).toEqual([[running.id, 'running'], [stopped.id, 'stopped']])
    expect((await waitingFor('olivia')).work).toEqual([])
  })

  it('is a person who asks again, for the one who invited them and nobody else, until the link was sent again', async () => {
    const [noor, olivia] = [await idOf('noor'), await idOf('olivia')]
    const invitation = await db().invitation.findFirstOrThrow({ where: { administratorId: noor } })
    const asked = new Date(invitation.lastSentAt.getTime() + 1000)
    await db().invitation.updateMany({ where: { id: invitation.id }, data: { inviterId: olivia, askedAgainAt: asked } })
    expect((await waitingFor('olivia')).askingAgain).toEqual([{ id: noor, name: 'Noor Nasser', email: at('noor') }])
    expect((await waitingFor('oscar')).askingAgain).toEqual([])
    await db().invitation.updateMany({ where: { id: invitation.id }, data: { lastSentAt: asked } })
    expect((await waitingFor('olivia')).askingAgain).toEqual([])
  })
})
