import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { safeRedirect } from './safe-redirect'

const ORIGINS = ['https://console.example.com', 'http://localhost:3000']

describe('safeRedirect (T70)', () => {
  it('keeps the paths of the console', () => {
    for (const path of ['/', '/administrators', '/administrators?q=a%20b&sort=-name', '/workspaces/payments/settings/administrators', '/audit?from=2026-01-01T00:00:00Z']) expect(safeRedirect(path)).toBe(path)
    expect(safeRedirect('/a/../b')).toBe('/b')
    expect(safeRedirect('/a#fragment')).toBe('/a')
  })

  it('sends everything else home', () => {
    const hostile = [
      '//evil', '/\\evil', '\\\\evil', '/\t/evil', '/%09/evil', '/\n/evil', 'https:evil', 'https://evil', 'javascript:alert(1)', 'data:text/html,x', '/..//evil', '/.//evil', '@evil', '\x00', '/\x00', '', ' /a', 'a', '.', '..', '///', '/ /evil',
      'https://app.example.evil', 'https://app.example@evil', '/\u2028', '/\u202Eevil', `/${'a'.repeat(3000)}`, null, undefined, 1, {}, [], ['/a', '/b'],
    ]
    for (const next of hostile) {
      const path = safeRedirect(next)
      for (const origin of ORIGINS) expect([next, new URL(path, origin).origin]).toEqual([next, origin])
      // An encoded tab stays what it is: letters of a path.
      expect([next, path]).toEqual([next, next === '/%09/evil' ? next : '/'])
    }
  })

  it('any text at all leads to this origin, in the browser’s reading and again when it is judged twice', () => {
    const piece = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('/', '\\', '//', '..', '.', '@', ':', '%2f', '%5c', '%09', '\t', 'evil.example', 'https:', '?', '#', 'next='))
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const path = safeRedirect(pieces.join(''))
        for (const origin of ORIGINS) expect(new URL(path, origin).origin).toBe(origin)
        expect(path.startsWith('/')).toBe(true)
        expect(path.startsWith('//')).toBe(false)
        expect(safeRedirect(path)).toBe(path)
      }),
      { numRuns: 5000 },
    )
  })
})
