// Whether the approvals that a role asks for can be reached at all (pim.md, "Role settings"). Pure.

export interface Reach {
  /** how many must approve */
  needed: number
  /** how many could decide now */
  able: number
  /** who of those eligible could never be approved, since without themselves too few are left */
  stuck: readonly { id: string; name: string }[]
}

/** @param deciders whoever could decide now, eligible ones included @param eligible who may ask for the role */
export function reachOf(needed: number, deciders: readonly { id: string }[], eligible: readonly { id: string; name: string }[]): Reach {
  const able = new Set(deciders.map(({ id }) => id))
  return { needed, able: able.size, stuck: needed === 0 ? [] : eligible.filter(({ id }) => able.size - (able.has(id) ? 1 : 0) < needed).map(({ id, name }) => ({ id, name })) }
}

/** @returns whether nobody, or not everybody who may ask, can be approved */
export function isOutOfReach({ needed, able, stuck }: Reach): boolean {
  return able < needed || stuck.length > 0
}

/** @returns what is wrong and what to do, or null */
export function sayReach(reach: Reach): string | null {
  const { needed, able, stuck } = reach
  if (!isOutOfReach(reach)) return null
  const people = (count: number) => (count === 1 ? 'one person' : `${count} people`)
  if (able < needed) return `${needed === 1 ? 'One approval is' : `${needed} approvals are`} needed, and ${able === 0 ? 'nobody' : `only ${people(able)}`} can decide now. Name more approvers, or ask for fewer approvals.`
  const names = stuck.slice(0, 3).map(({ name }) => name).join(', ')
  return `${names}${stuck.length > 3 ? ` and ${stuck.length - 3} more` : ''} could never be approved: nobody decides their own request, and without them too few are left. Name more approvers.`
}
