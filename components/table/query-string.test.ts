import { expect, it } from 'vitest'
import { changedQuery, parseSort } from './query-string'

const here = new URLSearchParams('q=ol&status=active&status=new&cursor=abc&sort=name')

it('goes back to the first page when a filter, a search or the order changes', () => {
  expect(changedQuery(here, { q: 'oli' })).toBe('?status=active&status=new&sort=name&q=oli')
  expect(changedQuery(here, { status: ['active'] })).toBe('?q=ol&sort=name&status=active')
})

it('takes away what is null or empty, and keeps the rest when pages turn', () => {
  expect(changedQuery(here, { q: null, status: [] })).toBe('?sort=name')
  expect(changedQuery(here, { cursor: 'def' })).toBe('?q=ol&status=active&status=new&sort=name&cursor=def')
})

it('sorts only by what may be sorted by', () => {
  const fallback = { by: 'name', descending: false }
  expect(parseSort('-added', ['name', 'added'], fallback)).toEqual({ by: 'added', descending: true })
  expect(parseSort('passwordHash', ['name'], fallback)).toBe(fallback)
  expect(parseSort(undefined, ['name'], fallback)).toBe(fallback)
})
