// Which status can follow which, and why not: the sentence of a screen, and what the operation throws. Pure and browser-safe.
import type { Person } from '@/lib/authz/grants'

export type StatusChange = 'active' | 'inactive' | 'deleted'

export interface WrongStep {
  sentence: string
  /** `unchanged`: they are there already */
  reason?: 'unchanged' | 'grants_undecided'
}

type Standing = Pick<Person, 'status' | 'grants'>

/** @param person with every grant that is not over @returns why they cannot be set to it now, or null */
export function whyNotStatus({ status, grants }: Standing, to: StatusChange): WrongStep | null {
  if (to === 'active' && status === 'new') return { sentence: 'This person has not activated yet. Send the invitation again if it was lost.', reason: 'unchanged' }
  if (status === to) return { sentence: `This person is already ${to}.`, reason: 'unchanged' }
  if (status === 'deleted') return { sentence: 'This person is deleted. Restore them first.' }
  return to === 'active' ? whyUndecided(grants) : null
}

/** @returns why they cannot be restored, or null */
export function whyNotRestore({ status }: Pick<Standing, 'status'>): WrongStep | null {
  return status === 'deleted' ? null : { sentence: 'Only a deleted person can be restored.', reason: 'unchanged' }
}

/** Every restored grant wants a yes or no before the person can be active. */
function whyUndecided(grants: Standing['grants']): WrongStep | null {
  const waiting = grants.filter(({ confirmed }) => !confirmed).length
  if (waiting === 0) return null
  return { sentence: `${waiting === 1 ? 'One restored role waits' : `${waiting} restored roles wait`} for a yes or no. Decide on the Roles tab first.`, reason: 'grants_undecided' }
}
