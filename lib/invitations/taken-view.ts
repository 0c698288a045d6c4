import type { AdministratorStatus } from '@/lib/authz/grants'
import type { Refusal } from '@/lib/authz/refusals'

/** Who has an address that was to be invited, for those who see administrators as such. */
export interface TakenView {
  administratorId: string
  status: AdministratorStatus
  email: string
  /** why the viewer may not send the invitation of a `new` person again, by the function that decides; null when they may */
  resendRefusal: Refusal | null
}
