import 'server-only'
import { performableOf } from '@/lib/actions/define-action'
import { assignRole } from './actions'

/** A role given to one of many people, guarded as if it were given alone. */
export const assignListed = performableOf(assignRole)
