import { describe, expect, it, vi } from 'vitest'

const warn = vi.fn<(line: object, text: string) => void>()
vi.mock('./log', () => ({ log: () => ({ warn }) }))

const { takeReport } = await import('./csp-report')
const post = async (body: string) => takeReport(new Request('http://localhost/', { method: 'POST', body }))
const refusal = { 'effective-directive': 'style-src-attr', 'document-uri': 'http://localhost/administrators?q=secret#token', 'blocked-uri': 'https://elsewhere.example/x?y=secret' }

describe('a report of the content security policy', () => {
  it('becomes one line without query or fragment', async () => {
    await post(JSON.stringify({ 'csp-report': refusal }))
    expect(warn).toHaveBeenCalledExactlyOnceWith({ directive: 'style-src-attr', path: '/administrators', blocked: 'https://elsewhere.example' }, 'refused by the content security policy')
  })

  it('is passed over when it is none, or too long', async () => {
    warn.mockClear()
    for (const body of ['', 'no', '[]', '{"csp-report":1}', 'null', JSON.stringify({ 'csp-report': { ...refusal, sample: 'x'.repeat(20_000) } })]) await post(body)
    expect(warn).not.toHaveBeenCalled()
  })

  it('writes no more than so many lines a minute', async () => {
    warn.mockClear()
    for (let sent = 0; sent < 100; sent++) await post(JSON.stringify({ 'csp-report': refusal }))
    expect(warn.mock.calls.length).toBeLessThanOrEqual(30)
  })
})
