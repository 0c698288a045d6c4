// Every reader and every page over HTTP: fourteen roles, own, neighbouring and foreign scope against can(); and by nobody, through every side entrance.
import { expect } from '@playwright/test'
import { ROLE_KEYS, permissionRow } from '../../lib/authz/policy'
import { test, type Attacker, type Side, type World } from './attack-world'
import { callAction, offeredActions } from './call-action'
import { DOORS, type ListedDoor } from './doors'
import { PAGES, READERS, type AskSample } from './page-samples'
import { askPayload, sendRequest, type Answered, type Headers } from './send-request'
import { SAMPLES } from './samples'

const readers = DOORS.filter(({ kind }) => kind === 'read' || kind === 'own-read')
const pages = DOORS.filter(({ kind, where }) => kind === 'page' && where.startsWith('app/(console)/'))
const as = (token: string | undefined): Headers => (token ? { cookie: `castellan=${token}` } : {})

interface Attempt { attacker: Attacker; side: Side; address: string; allowed: boolean }

async function attemptsOn(world: World, door: ListedDoor, sample: AskSample): Promise<Attempt[]> {
  const permissions = sample.permissions ?? door.permissions
  const placed = permissions.some((permission) => permissionRow(permission).scope !== 'tenant')
  const sides: Side[] = sample.nowhereElse ? ['own'] : placed ? ['own', 'other place', 'other tenant'] : ['own', 'other tenant']
  const attempts: Attempt[] = []
  for (const side of sides) {
    for (const role of ROLE_KEYS) {
      const attacker = world.attackers[role]
      const { address, about } = await sample.ask({ world, side, attacker })
      let allowed = sample.everyone ?? false
      if (!allowed && side !== 'other tenant') for (const permission of permissions) allowed ||= await world.backstage('mayThey', { token: attacker.token, permission, about })
      attempts.push({ attacker, side, address, allowed })
    }
  }
  return attempts
}

/** What a page is to whoever asked: the way to sign in, nothing at all, a sentence why not, or itself. */
function verdict({ status, headers, text }: Answered): string {
  if (status === 307 && headers.location?.startsWith('/sign-in')) return 'sign in'
  // What is drawn, without the payload beside it, which carries every page's "not found" along.
  const drawn = text.replace(/<script[\s\S]*?<\/script>/g, '')
  if (status === 404 || drawn.includes('There is nothing here')) return 'not found'
  if (drawn.includes('This page is not open to you now')) return 'refused'
  return status === 200 && !drawn.includes('This page could not be shown') ? 'open' : `status ${status}`
}

test.beforeEach(async ({ world }) => {
  // Something that is neither of security nor of anybody's workspace stands in the audit.
  const action = offeredActions().find(({ where }) => where.endsWith(' createOrganization'))!
  const { input } = await SAMPLES.createOrganization!.make({ world, side: 'own', attacker: world.attackers.client_owner })
  await callAction({ action, args: [input], cookie: world.attackers.client_owner.token })
})

for (const door of readers) {
  test(`[T65] ${door.where}: fourteen roles, every scope, as can() says; nobody, nothing extra`, async ({ world }) => {
    const sample = READERS[door.where]
    expect(sample, 'write a sample for it in e2e/guards/page-samples.ts').toBeDefined()
    const headOnly = sample!.stream ?? false
    const before = await world.fingerprint()
    const attempts = await attemptsOn(world, door, sample!)
    const wrong: string[] = []
    for (const { attacker, side, address, allowed } of attempts) {
      const { status, headers, text } = await sendRequest(address, { headers: as(attacker.token), headOnly })
      const expected = !allowed ? [403, 404] : [sample!.missing ? 404 : 200]
      if (!expected.includes(status)) wrong.push(`${attacker.role}, ${side}: ${status} ${text.slice(0, 120)}`)
      if (side === 'other tenant' && attacker.role === 'client_owner' && status !== 404) wrong.push(`the owner, other tenant: ${status}`)
      if (headers['access-control-allow-origin'] !== undefined || !/no-(store|cache)/.test(headers['cache-control'] ?? '')) wrong.push(`${attacker.role}: ${JSON.stringify(headers)}`)
    }
    const { address } = attempts.find(({ attacker, side }) => side === 'own' && attacker.role === 'client_owner')!
    for (const cookie of [undefined, 'x', 'A'.repeat(43)]) {
      const { status } = await sendRequest(address, { headers: as(cookie) })
      if (status !== 401) wrong.push(`nobody: ${status}`)
    }
    const owner = as(world.attackers.client_owner.token)
    const join = address.includes('?') ? '&' : '?'
    for (const extra of ['tenantId=x', 'role=client_owner&role=x', 'q=a&q=b', 'q[contains]=@', 'id=1&id=2', '__proto__=x', 'q=%00', 'after=NaN', `q=${'x'.repeat(6_000)}`]) {
      const { status } = await sendRequest(`${address}${join}${extra}`, { headers: owner, headOnly })
      // The list of administrators leaves aside what it does not know, and says so on its page.
      if (status >= 500 || (status === 200 && extra.startsWith('tenantId') && !address.startsWith('/api/administrators/count'))) wrong.push(`${extra}: ${status}`)
    }
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
      const { status } = await sendRequest(address, { method, headers: { ...owner, 'content-type': 'application/json' }, body: '{}' })
      if (status !== 405) wrong.push(`${method}: ${status}`)
    }
    expect(wrong).toEqual([])
    // Attempts made rows of their own (lists, runs); apart from those nothing moved.
    const { invite_list, invite_line, bulk_run, ...rest } = await world.fingerprint()
    expect({ invite_list: typeof invite_list, invite_line: typeof invite_line, bulk_run: typeof bulk_run }).toBeDefined()
    expect(before).toMatchObject(rest)
  })
}

/** The state a router would send that claims to have every layout already: the page alone is asked for. */
function routerState(where: string, address: string): string {
  const parts = address.split('/').filter(Boolean)
  const segments = where.replace(/^app\//, '').replace(/\/?page\.tsx$/, '').split('/').filter(Boolean).map((segment) => {
    const part = segment.startsWith('(') ? null : parts.shift()
    return segment.startsWith('[') ? [segment.slice(1, -1), part, 'd', null] : segment
  })
  const leaf: unknown = ['__PAGE__', {}, null, 'refetch']
  return encodeURIComponent(JSON.stringify(['', { children: segments.reverse().reduce<unknown>((inner, segment) => [segment, { children: inner }], leaf) }]))
}

for (const door of pages) {
  test(`[T63] [T64] [T65] ${door.where}: fourteen roles, every scope, as can() says; nobody through no side entrance; looking changes nothing`, async ({ world }) => {
    test.setTimeout(120_000)
    const sample = PAGES[door.where]
    expect(sample, 'write a sample for it in e2e/guards/page-samples.ts').toBeDefined()
    const attempts = await attemptsOn(world, door, sample!)
    const before = await world.fingerprint()
    const wrong: string[] = []
    for (const { attacker, side, address, allowed } of attempts) {
      const answer = verdict(await sendRequest(address, { headers: as(attacker.token) }))
      if (allowed ? answer !== 'open' : !['refused', 'not found'].includes(answer)) wrong.push(`${attacker.role}, ${side}: ${answer} ${address}`)
      if (side === 'other tenant' && attacker.role === 'client_owner' && answer !== 'not found') wrong.push(`the owner, other tenant: ${answer}`)
    }
    const { address } = attempts.find(({ attacker, side }) => side === 'own' && attacker.role === 'client_owner')!
    const secret = new RegExp([world.home.name, world.home.people.olivia!.email, '@attacked\\.example'].join('|'))
    const direct = await sendRequest(address)
    if (verdict(direct) !== 'sign in' || secret.test(direct.text)) wrong.push(`nobody: ${verdict(direct)}`)
    const bypasses: Record<string, Headers> = {
      'proxy skipped': { 'x-middleware-subrequest': 'proxy:proxy:proxy:proxy:proxy' }, 'proxy skipped, older': { 'x-middleware-subrequest': 'src/middleware:src/middleware:src/middleware:src/middleware:src/middleware' },
      invoked: { 'x-invoke-path': address, 'x-invoke-output': address, 'x-middleware-invoke': '1' }, rewritten: { 'x-original-url': address, 'x-rewrite-url': address, 'x-middleware-rewrite': address, 'x-nextjs-rewrite': address },
      matched: { 'x-matched-path': address, 'x-now-route-matches': '1' }, internal: { 'x-nextjs-data': '1', 'x-middleware-prefetch': '1' },
    }
    for (const [how, headers] of Object.entries(bypasses)) {
      const { status, text, headers: answered } = await sendRequest(address, { headers })
      if (secret.test(text) || status >= 500 || (status === 200 && text !== '{}')) wrong.push(`${how}: ${status} ${answered.location ?? ''} ${text.slice(0, 200)}`)
    }
    const payloads: Record<string, Headers> = {
      whole: {}, prefetched: { 'next-router-prefetch': '1' }, 'its tree': { 'next-router-prefetch': '1', 'next-router-segment-prefetch': '/_tree' }, 'the page alone': { 'next-router-state-tree': routerState(door.where, address) },
      'from elsewhere': { 'next-url': address }, 'as an action': { 'next-action': 'x' },
    }
    const asOwner = await askPayload(address, { ...as(world.attackers.client_owner.token), 'next-router-state-tree': routerState(door.where, address) })
    // The page alone can be asked for like this: by somebody signed in it is there.
    if (asOwner.status !== 200 || asOwner.text.includes('NEXT_REDIRECT')) wrong.push(`the owner, the page alone: ${asOwner.status}`)
    for (const [how, headers] of Object.entries(payloads)) {
      const { status, text } = await askPayload(address, headers)
      // What is fetched beforehand is the shape of the address, and nothing of the page.
      const shapeOnly = 'next-router-prefetch' in headers
      if (secret.test(text) || status >= 500 || (status === 200 && !shapeOnly && !/NEXT_REDIRECT;[^"]*\/sign-in/.test(text))) wrong.push(`payload, ${how}: ${status} ${text.slice(0, 200)}`)
    }
    for (const twisted of [`/${address}`, `${address}/`, `${address}.rsc`, `${address}/.rsc`, `${address}.segments/_tree.segment.rsc`, `${address}.txt`, `/_next/data/x${address}.json`, address.replace(/^\/(.)/, (_, first: string) => `/%${first.charCodeAt(0).toString(16)}`), `/.${address}`, `/x/..${address}`, `${address};x`, `${address}%2f`, `${address}%00`, `/_next/..${address}`]) {
      const { status, text } = await sendRequest(twisted)
      if (secret.test(text) || status >= 500) wrong.push(`${twisted}: ${status}`)
    }
    expect(wrong).toEqual([])
    expect(await world.fingerprint()).toEqual(before)
  })
}
