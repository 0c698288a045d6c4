import { describe, expect, it } from 'vitest'
import { actionInWords } from './describe'
import { AUDIT_EVENT_NAMES } from './event-names'
import { addressOf, ExplorerTailInput, readExplorerPage } from './explorer-query'

const ID = '11111111-1111-4111-8111-111111111111'

describe('the address of the explorer', () => {
  it('leaves aside what it cannot understand, and keeps the rest', () => {
    expect(readExplorerPage({ q: '  vera ', outcome: ['done', 'refused'], person: 'not an id', action: 'no.such_event', within: 'ever', place: `workspace:${ID}`, cursor: 'o12', tenantId: ID, q2: 'x' })).toEqual({ q: 'vera', outcome: ['done', 'refused'], place: `workspace:${ID}`, cursor: 'o12' })
    expect(readExplorerPage({ q: ['a', 'b'], outcome: 'done', from: '2026-01-01T00:00:00Z', to: 'yesterday' })).toEqual({ outcome: ['done'], from: Date.parse('2026-01-01T00:00:00Z') })
  })

  it('says again what it was read from', () => {
    const page = readExplorerPage({ q: 'vera', outcome: ['done', 'refused'], action: 'session.started', person: ID, from: '2026-01-01T00:00:00Z', cursor: 'n7' })
    const said = addressOf(page)
    expect(readExplorerPage(Object.fromEntries([...new Set(said.keys())].map((name) => [name, said.getAll(name)]).map(([name, all]) => [name, all!.length === 1 ? all![0] : all])))).toEqual(page)
  })

  it('[T74] takes no text that the database could not hold, and no operator', () => {
    expect(ExplorerTailInput.parse({ q: 'a\0b', after: '1' }).q).toBe('a\uFFFDb')
    for (const wrong of [{ q: { contains: '@' } }, { actor: ['a'] }, { after: 'x' }, { after: '1', tenantId: ID }]) expect(ExplorerTailInput.safeParse({ after: '1', ...wrong }).success).toBe(false)
  })

  it('names every event by words that need no name', () => {
    for (const name of AUDIT_EVENT_NAMES) expect(actionInWords(name)).toMatch(/^[A-Z][^{}]+$/)
  })
})
