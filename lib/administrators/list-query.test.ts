import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { explainIgnored, filterParams, isNarrowed, LIST_SORTS, LIST_STATUSES, listParams, ListQueryInput, readCursor, readFilter, writeCursor } from './list-query'

const FULL = 'q=ada&status=new&status=deleted&role=client_admin&role=member&place=workspace:0b7c7a52-5b4b-4f60-9d6e-3a6f0b8c1d2e&mfa=missing&invitation=expired&pairs=uneasy'

describe('the address of the list', () => {
  it('comes back as it was, whatever is chosen', () => {
    const { query, ignored } = readFilter(FULL)
    expect(ignored).toEqual([])
    expect(filterParams(query).toString()).toBe(new URLSearchParams(FULL).toString())
    expect(readFilter(listParams({ ...query, sort: { by: 'added', descending: true } }).toString()).query.sort).toEqual({ by: 'added', descending: true })
    expect(isNarrowed(query)).toBe(true)
    expect(isNarrowed(readFilter('sort=-email').query)).toBe(false)
  })

  it('says what it does not know, instead of taking something else for it', () => {
    expect(readFilter('status=sleeping&role=king&place=moon&sort=shoe&cursor=nonsense&mfa=maybe').ignored).toEqual([
      'There is no status “sleeping”.', 'There is no role “king”.', 'There is no second factor “maybe”.', 'There is no order “shoe”.', 'There is no such workspace or organization.', 'The place in the list could not be read; it starts at its beginning.',
    ])
    expect(explainIgnored({ q: 'x'.repeat(201) }, readFilter('').query)).toEqual(['A search has at most 200 characters.'])
  })

  it('never fails, whatever anybody writes there', () => {
    const text = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.constantFrom('\0', '%', '_', '\\', "'; DROP TABLE administrator; --", 'constructor', '__proto__'))
    const value = fc.oneof(text, fc.array(text, { maxLength: 3 }), fc.constant(undefined))
    const params = fc.record({ q: value, sort: value, cursor: value, status: value, role: value, place: value, mfa: value, invitation: value, pairs: value })
    fc.assert(fc.property(params, (given) => {
      const query = ListQueryInput.parse(given)
      expect(LIST_SORTS).toContain(query.sort.by)
      expect(query.q).not.toContain('\0')
      expect(query.q.length).toBeLessThanOrEqual(200)
      explainIgnored(given, query)
    }))
  })
})

describe('a cursor', () => {
  const id = '0b7c7a52-5b4b-4f60-9d6e-3a6f0b8c1d2e'
  it('is read as it was written, by the same order only', () => {
    const cursor = fc.record({ direction: fc.constantFrom('after' as const, 'before' as const), key: fc.string({ unit: 'grapheme', maxLength: 100 }).filter((key) => !key.includes('\0')), rank: fc.nat(LIST_STATUSES.length - 1), id: fc.constant(id) })
    fc.assert(fc.property(cursor, (one) => {
      expect(readCursor(writeCursor('name', one), 'name')).toEqual(one)
      expect(readCursor(writeCursor('name', one), 'email')).toBeNull()
    }))
    for (const key of [0, 1, null]) expect(readCursor(writeCursor('added', { direction: 'after', key, rank: 0, id }), 'added')).toEqual({ direction: 'after', key, rank: 0, id })
    // Outside of what a moment here can be, the database could not hold it.
    for (const key of [-1, -8_600_000_000_000_000, 7_258_118_400_001]) expect(readCursor(writeCursor('added', { direction: 'after', key, rank: 0, id }), 'added')).toBeNull()
  })

  it.each([['no base64', '!!'], ['no list', btoa('{}')], ['another length', btoa('[1]')], ['no id', btoa('[1,"name","a",0,"x"]')], ['a time that is none', btoa(`[1,"added",1e300,0,"${id}"]`)], ['a text where a time stands', btoa(`[1,"added","a",0,"${id}"]`)], ['a rank that is none', btoa(`[1,"name","a",9,"${id}"]`)], ['a zero byte', btoa(`[1,"name","\\u0000",0,"${id}"]`)]])('is refused: %s', (_what, written) => {
    for (const by of LIST_SORTS) expect(readCursor(written, by)).toBeNull()
  })
})
