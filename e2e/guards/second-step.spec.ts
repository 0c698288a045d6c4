// A right password whose second factor is owed: it opens nothing, by no door, and the step itself is not to be forged.
import { expect } from '@playwright/test'
import { test } from './attack-world'
import { callAction, honest, offeredActions } from './call-action'
import { DOORS } from './doors'
import { PAGES, READERS } from './page-samples'
import { postForm, postSignIn, sessionSet } from './post-form'
import { said } from './said'
import { SAMPLES } from './samples'
import { sendRequest, type Answered } from './send-request'

const stepSet = ({ headers }: Answered) => headers['set-cookie']?.map((line) => /^castellan-step=([A-Za-z0-9_-]{43});/.exec(line)?.[1]).find((value) => value !== undefined)

test('[T18] with nothing but a pending sign-in every action, reader and page is closed, whichever cookie it is sent as', async ({ world, tenant, address: from }) => {
  test.setTimeout(240_000)
  const { email } = tenant.people.olivia!
  await world.backstage('enrolFactors', { email })
  const answer = await postSignIn({ tenant: tenant.slug, email, password: tenant.password }, { from })
  expect([answer.status, answer.headers.location, sessionSet(answer)]).toEqual([303, '/second-step', undefined])
  const token = stepSet(answer)!
  const before = await world.backstage('fingerprint', { tenantIds: [tenant.id] })
  // What the samples of pages and readers are about.
  const making = offeredActions().find(({ where }) => where.endsWith(' createOrganization'))!
  const { input } = await SAMPLES.createOrganization!.make({ world, side: 'own', attacker: world.attackers.client_owner })
  await callAction({ action: making, args: [input], cookie: world.attackers.client_owner.token })
  const wrong: string[] = []
  for (const cookie of [`castellan-step=${token}`, `castellan-step=${token}; castellan=${token}`]) {
    for (const action of offeredActions()) {
      const door = DOORS.find(({ where }) => where === action.where)
      if (!door || door.kind === 'public-action') continue
      const code = said(await callAction({ action, args: [{}], headers: { ...honest(), cookie } }))
      if (code !== 'signed_out') wrong.push(`${door.where}: ${code}`)
    }
    const attacker = world.attackers.client_owner
    for (const [where, sample] of [...Object.entries(READERS), ...Object.entries(PAGES)]) {
      const { address } = await sample.ask({ world, side: 'own', attacker })
      const { status, headers } = await sendRequest(address, { headers: { cookie }, headOnly: sample.stream ?? false })
      const closed = where.endsWith(' GET') ? status === 401 || status === 403 : status === 307 && headers.location?.startsWith('/sign-in')
      if (!closed) wrong.push(`${where}: ${status} ${headers.location ?? ''}`)
    }
  }
  expect(wrong).toEqual([])
  expect(await world.backstage('fingerprint', { tenantIds: [tenant.id] })).toEqual(before)
})

test('[T12] [T66] the sixth try starts over, though it is right; a form from elsewhere is not run and costs none', async ({ backstage, tenant, address: from }) => {
  const { email } = tenant.people.oscar!
  const { secret } = await backstage('enrolFactors', { email })
  const cookie = `castellan-step=${stepSet(await postSignIn({ tenant: tenant.slug, email, password: tenant.password }, { from }))!}`
  const page = await sendRequest('/second-step', { headers: { cookie } })
  const post = async (code: string, headers = {}) => postForm('/second-step', page.text, { code }, { from, cookie, headers })
  for (const headers of [{ origin: 'https://evil.example' }, { origin: 'null' }, { 'sec-fetch-site': 'cross-site' }]) {
    const answer = await post(await backstage('codeOf', { secret }), headers)
    expect([answer.status >= 400, sessionSet(answer)]).toEqual([true, undefined])
  }
  for (let n = 0; n < 5; n++) {
    const { status, text } = await post('000000')
    // The fifth was the last: the page that is drawn with it says so already.
    const drawn = text.replace(/<script[\s\S]*?<\/script>/g, '')
    expect([n, status, drawn.includes('This code is wrong'), drawn.includes('This sign-in is over')]).toEqual([n, 200, n < 4, n === 4])
  }
  const sixth = await post(await backstage('codeOf', { secret }))
  expect([sixth.status, sixth.text.includes('This sign-in is over'), sessionSet(sixth)]).toEqual([200, true, undefined])
})
