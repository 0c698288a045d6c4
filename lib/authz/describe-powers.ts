import { POLICY } from './policy'
import type { HeldIn } from './compare-powers'

const NAMED = 3

/** @returns such as "12 permissions: invite administrators, see a workspace, create workspaces and 9 more"; "nothing" for none */
export function listPowers(held: readonly HeldIn[]): string {
  const labels = [...new Set(held.map(({ permission }) => POLICY[permission].label))].map((label) => label.charAt(0).toLowerCase() + label.slice(1))
  if (labels.length === 0) return 'nothing'
  const count = labels.length === 1 ? '1 permission' : `${labels.length} permissions`
  const rest = labels.length - NAMED
  if (rest > 0) return `${count}: ${labels.slice(0, NAMED).join(', ')} and ${rest} more`
  return `${count}: ${labels.length < 2 ? labels[0] : `${labels.slice(0, -1).join(', ')} and ${labels.at(-1)}`}`
}
