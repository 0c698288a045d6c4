import { describe, expect, it } from 'vitest'
import { isOutOfReach, reachOf, sayReach } from './reach'

const [a, b, c] = ['a', 'b', 'c'].map((id) => ({ id, name: id.toUpperCase() })) as [Person, Person, Person]
interface Person { id: string; name: string }

describe('whether approvals can be reached', () => {
  it('nobody needed, nothing to reach', () => {
    expect(sayReach(reachOf(0, [], [a]))).toBeNull()
  })
  it('too few can decide', () => {
    expect(sayReach(reachOf(1, [], []))).toContain('nobody can decide')
    expect(sayReach(reachOf(2, [a], []))).toContain('only one person')
    expect(sayReach(reachOf(2, [a, b], []))).toBeNull()
  })
  it('whoever asks is no decider of theirs: a group of one cannot approve itself', () => {
    expect(reachOf(1, [a], [a, b]).stuck).toEqual([a])
    expect(isOutOfReach(reachOf(1, [a], [b]))).toBe(false)
    expect(sayReach(reachOf(2, [a, b], [a, b, c]))).toMatch(/^A, B could never be approved/)
  })
})
