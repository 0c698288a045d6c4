import { expect, it } from 'vitest'
import { countOf, formatCount, formatNumber, listOf } from './count'

it('groups digits and marks a count that stopped early', () => {
  expect(formatNumber(1_234_567)).toBe('1,234,567')
  expect(formatCount(1000, false)).toBe('1,000+')
  expect(formatCount(37)).toBe('37')
})

it('agrees in number', () => {
  expect([countOf(0, 'administrator'), countOf(1, 'administrator'), countOf(1200, 'person', 'people')]).toEqual(['0 administrators', '1 administrator', '1,200 people'])
})

it('names a few and counts the rest', () => {
  expect([listOf([]), listOf(['A']), listOf(['A', 'B']), listOf(['A', 'B', 'C']), listOf(['A', 'B', 'C', 'D', 'E'])]).toEqual(['', 'A', 'A and B', 'A, B and C', 'A, B, C and 2 more'])
})
