import 'server-only'
import { performableOf } from '@/lib/actions/define-action'
import { resendInvitation } from './actions'

/** One of many invitations sent again, guarded as if it were sent alone. */
export const resendListed = performableOf(resendInvitation)
