import { describe, expect, it } from 'vitest'
import { fitting, type PaletteEntry } from './palette-source'
import { takeLength } from './take-length'

const HOUR = 3600

describe('a length of time at the end of what is typed', () => {
  it.each([
    ['activate client admin 2h', 'activate client admin', 2 * HOUR],
    ['client admin for 2 hours', 'client admin', 2 * HOUR],
    ['client admin 90 min', 'client admin', 5400],
    ['client admin 45m', 'client admin', 2700],
    ['client admin 1h30', 'client admin', 5400],
    ['client admin 1 h 30 min', 'client admin', 5400],
    ['client admin 1,5 h', 'client admin', 5400],
    ['client admin 2', 'client admin', 2 * HOUR],
    ['2h', '', 2 * HOUR],
  ])('“%s”', (query, words, seconds) => expect(takeLength(query)).toEqual({ words, seconds }))

  it.each(['client admin', 'client admin 0h', 'client admin 25h', 'client admin 99999 min', '2h client admin', 'pool 2hx', '12'])('is not in “%s”', (query) => expect(takeLength(query)).toEqual({ words: query, seconds: null }))
})

describe('what the palette offers', () => {
  const activate = (grantId: string, name: string): PaletteEntry => ({ id: grantId, label: `Activate ${name}…`, href: `/pim?activate=${grantId}`, words: 'activate pim elevate eligible', activates: { grantId, name } })
  const entries: PaletteEntry[] = [activate('a', 'Client Admin'), activate('b', 'Client Security Admin'), activate('c', 'Workspace Admin in Payments'), { id: 'd', label: 'Invite Admin', href: '/x' }, { id: 'e', label: 'Pool 2', href: '/y' }]
  const found = (query: string) => fitting(entries, query).map(({ label, href }) => `${label} ${href}`)

  it('is just the activation that is meant, with its length', () => {
    expect(found('activate client admin 2h')).toEqual(['Activate Client Admin for 2 h… /pim?activate=a&for=7200'])
    expect(found('client sec 90 min')).toEqual(['Activate Client Security Admin for 1 h 30 min… /pim?activate=b&for=5400'])
    expect(found('elevate workspace admin payments 30m')).toEqual(['Activate Workspace Admin in Payments for 30 min… /pim?activate=c&for=1800'])
  })

  it('without a length proposes none, and what is no activation is found as it is called', () => {
    expect(found('activate')).toHaveLength(3)
    expect(found('client admin')).toEqual(['Activate Client Admin… /pim?activate=a'])
    expect(found('admin')).toHaveLength(4)
    expect(found('pool 2')).toEqual(['Pool 2 /y'])
    expect(found('2h')).toEqual([])
  })
})
