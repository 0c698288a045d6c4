import { randomUUID } from 'node:crypto'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { performableOf } from '@/lib/actions/define-action'
import type { Caller } from '@/lib/actions/perform'
import { clear } from '@/lib/authz/cleared'
import { closeDatabase, db } from '@/lib/db/client'
import type { AppError } from '@/lib/errors/app-error'
import { enrolledPasskey } from '@/prisma/factories/enrolled-passkey'
import { TEST_ORIGIN } from '@/prisma/factories/caller-for'
import { disposableTenant, type DisposableTenant } from '@/prisma/factories/disposable-tenant'
import { plantConnection } from '@/prisma/factories/plant-connection'
import { signInAs } from '@/prisma/factories/sign-in-as'
import { addConnectionDomain, addConnectionLine, confirmConnectionDomain, deleteConnection, setConnectionShown } from './actions'
import { previewEndings } from './state-ending'

let tenant: DisposableTenant
let olivia: Awaited<ReturnType<typeof signInAs>>['facts']['actor']
let id = ''

const idOf = (name: string) => tenant.people[name]!.id
const by = async <I, T>(action: Parameters<typeof performableOf<I, T>>[0], input: I): Promise<T> => performableOf(action).perform(olivia as Caller, input, TEST_ORIGIN, true)
const stored = async () => db().ssoConnection.findFirst({ where: { id } })
const seen = async () => previewEndings(clear(olivia, 'sign-in:read'), id)
const link = async (name: string, connectionId = id) => db().ssoIdentity.create({ data: { tenantId: tenant.id, administratorId: idOf(name), connectionId, issuer: 'https://login.contoso.example', subject: randomUUID(), linkedBy: 'self', linkedAt: new Date(), vouchedMaterial: 1 } })
const give = async (name: string, kind: 'active' | 'eligible' = 'active') => db().roleGrant.create({ data: { tenantId: tenant.id, administratorId: idOf(name), role: 'requester', scope: 'tenant', kind, source: 'sso', ssoConnectionId: id, startsAt: new Date(Date.now() - 2000) } })
/** A session that came through it. @returns its id */
async function arrive(name: string): Promise<string> {
  const { facts: { actor: { sessionId } } } = await signInAs(`${name}@${tenant.slug}.example`)
  await db().session.update({ where: { tenantId_id: { tenantId: tenant.id, id: sessionId } }, data: { ssoConnectionId: id } })
  return sessionId
}
/** As if olivia had come through it once. */
const prove = async () => db().ssoProof.create({ data: { tenantId: tenant.id, connectionId: id, materialVersion: (await stored())!.materialVersion, administratorId: idOf('olivia'), sessionId: randomUUID(), at: new Date() } })
async function require(): Promise<void> {
  const { id: requiredProofId } = await prove()
  const required = { requiredProofId, requiredSince: new Date(), requiredUntil: new Date(Date.now() + 600_000), requiredById: idOf('olivia') }
  await db().ssoConnection.update({ where: { tenantId_id: { tenantId: tenant.id, id } }, data: required })
}

const ENDS: Record<'disable' | 'delete', (previewed: string) => Promise<unknown>> = {
  disable: async (previewed) => by(setConnectionShown, { connectionId: id, version: (await stored())!.version, hidden: false, disabled: true, justInTime: false, previewed }),
  delete: async (previewed) => by(deleteConnection, { connectionId: id, version: (await stored())!.version, confirmation: 'Contoso', previewed }),
}
/** What may happen between the look and the yes, without a new version of the connection. */
const MEANWHILE: Record<string, () => Promise<unknown>> = {
  'somebody came through it': async () => arrive('adam'),
  'somebody was linked': async () => link('adam'),
  'somebody lost their other way in': async () => db().passwordCredential.deleteMany({ where: { administratorId: idOf('audrey') } }),
  'a line gave a role': async () => give('adam'),
  'it was required': require,
  'an owner changed what lets them in': async () => enrolledPasskey({ tenantId: tenant.id, administratorId: idOf('oscar') }),
}

beforeEach(async () => {
  tenant = await disposableTenant()
  ;({ facts: { actor: olivia } } = await signInAs(`olivia@${tenant.slug}.example`))
  ;({ id } = await plantConnection({ tenantId: tenant.id }))
  for (const bind of [addConnectionDomain, confirmConnectionDomain]) await by(bind, { connectionId: id, domain: `${tenant.slug}.example` })
  await by(addConnectionLine, { connectionId: id, group: 'Readers', role: 'requester' })
})
afterAll(closeDatabase)

describe('[T54] the end of an identity provider does what was shown, or nothing', () => {
  it.each(Object.keys(ENDS) as (keyof typeof ENDS)[])('%s: whatever is otherwise by then is shown first, and it goes on as it was', async (end) => {
    await link('audrey')
    const sessionId = await arrive('audrey')
    for (const [what, happen] of Object.entries(MEANWHILE)) {
      const shown = await seen()
      await happen()
      const refused = await ENDS[end](shown[end].previewed).then(() => 'done' as const, (error: AppError) => error)
      const now = await seen()
      expect([what, refused]).toMatchObject([what, { code: 'conflict', failure: { reason: 'preview_changed', details: { preview: now[end] } } }])
      expect([what, await stored()]).toMatchObject([what, { disabled: false }])
    }
    expect(await db().session.findFirst({ where: { id: sessionId } })).toMatchObject({ endedAt: null })
    const now = await seen()
    const common = { people: 2, stranded: 1, sessions: 2, released: [`${tenant.slug}.example`], roles: 1 }
    expect(now).toMatchObject({ disable: { ...common, gone: null }, delete: { ...common, gone: { lines: 1, domains: 1, activations: 0, requests: 0 } } })
    // What stands for the one stands for nothing else.
    for (const wrong of [now[end === 'delete' ? 'disable' : 'delete'].previewed, 'A'.repeat(43)]) await expect(ENDS[end](wrong)).rejects.toMatchObject({ failure: { reason: 'preview_changed' } })
    expect(await ENDS[end](now[end].previewed)).toMatchObject({ sessionsEnded: 2 })
    expect(await db().roleGrant.count({ where: { ssoConnectionId: id, revokedAt: null } })).toBe(end === 'delete' ? 0 : 1)
  })

  it('counts what PIM loses with the roles it gave, and each owner’s ways without it; disabled it needs no second look to be hidden', async () => {
    const { id: grantId } = await give('adam', 'eligible')
    const at = new Date()
    const request = { tenantId: tenant.id, basketId: randomUUID(), administratorId: idOf('adam'), grantId, role: 'requester', scope: 'tenant' as const, seconds: 3600, requestedAt: at, undecidedUntil: new Date(at.getTime() + 3_600_000), approvalsNeeded: 1, state: 'pending_approval' as const }
    await db().pimRequest.create({ data: request })
    await link('oscar')
    await prove()
    const now = await seen()
    const sso = expect.objectContaining({ key: `sso:${id}`, now: true, under: false }) as object
    const ways = { usable: { now: 2, under: 2 }, owners: expect.arrayContaining([expect.objectContaining({ id: idOf('oscar'), paths: expect.arrayContaining([sso]) as object[] })]) as object[] }
    expect(now).toMatchObject({ disable: { roles: 1, gone: null, ways }, delete: { roles: 1, gone: { activations: 0, requests: 1 }, ways } })
    await expect(by(setConnectionShown, { connectionId: id, version: (await stored())!.version, hidden: false, disabled: true, justInTime: false })).rejects.toMatchObject({ failure: { reason: 'preview_changed' } })
    await ENDS.disable(now.disable.previewed)
    await by(setConnectionShown, { connectionId: id, version: (await stored())!.version, hidden: true, disabled: true, justInTime: false })
    expect(await stored()).toMatchObject({ hidden: true, disabled: true })
  })
})
