import { expect, test } from '@playwright/test'

const report = (sample = '') => JSON.stringify({ 'csp-report': { 'effective-directive': 'script-src-elem', 'document-uri': 'http://localhost/', 'blocked-uri': 'inline', sample } })

test('T68 a report of the policy is taken from anyone, never answered with anything, and one that is no report does no harm', async ({ request }) => {
  const bodies = [report(), report('x'.repeat(200_000)), '', 'null', '[]', '{"csp-report":[]}', '{"__proto__":{"a":1}}', '\0', `${'['.repeat(10_000)}`]
  for (const data of bodies) {
    const answer = await request.post('/api/csp-report', { data: Buffer.from(data), headers: { 'content-type': 'application/csp-report' } })
    expect(answer.status()).toBe(204)
    expect(await answer.text()).toBe('')
    expect(answer.headers()['cache-control']).toBe('no-store')
  }
  expect((await request.get('/api/csp-report')).status()).toBe(405)
})

test('a flood of reports is answered, and the server goes on answering others', async ({ request, baseURL }) => {
  const answers = await Promise.all(Array.from({ length: 300 }, async () => (await fetch(`${baseURL}/api/csp-report`, { method: 'POST', body: report() })).status))
  expect(new Set(answers)).toEqual(new Set([204]))
  expect((await request.get('/api/health')).status()).toBe(200)
})
