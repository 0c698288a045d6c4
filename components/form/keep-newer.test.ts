import { describe, expect, it } from 'vitest'
import { keepNewer } from './keep-newer'

const before = { name: ' Acme ', rows: [{ domain: 'a.example' }], asked: true }
const stored = { name: 'Acme', rows: [{ domain: 'a.example' }], asked: false }

describe('keepNewer', () => {
  it('takes what is stored where nothing was typed since', () => {
    expect(keepNewer(stored, { before, typed: structuredClone(before) })).toEqual(stored)
  })

  it.each([
    ['a text', { name: 'Acme Ltd' }],
    ['a list', { rows: [{ domain: 'a.example' }, { domain: 'b' }] }],
    ['a text that was emptied', { name: '' }],
  ])('keeps %s that was typed meanwhile, and takes the rest', (_what, newer) => {
    expect(keepNewer(stored, { before, typed: { ...before, ...newer } })).toEqual({ ...stored, ...newer })
  })

  it('keeps the order of the fields: whether anything is unsaved is compared as text', () => {
    expect(Object.keys(keepNewer(stored, { before, typed: { asked: true, rows: [], name: 'Other' } }))).toEqual(Object.keys(stored))
  })
})
