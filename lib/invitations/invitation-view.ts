import type { Asked } from '@/lib/authz/refusals'

/** The invitation of somebody who has not activated, as the screens show it; times in epoch milliseconds. */
export interface InvitationView {
  administratorId: string
  email: string
  /** false once it was revoked, or while the person is inactive: only sending it again opens it */
  open: boolean
  /** null: the operator, or somebody who is gone */
  inviterName: string | null
  createdAt: number
  lastSentAt: number
  expiresAt: number
  /** how often it was sent in all */
  sentCount: number
  /** when its holder last asked for a new link, if after the last one was sent */
  askedAgainAt: number | null
  /** waiting: it leaves at `leavesAt`, or is tried again then · lost: given up after many tries */
  mail: { state: 'waiting' | 'sent' | 'lost'; leavesAt: number | null }
  /** why the viewer may not send it again or revoke it, by the function that decides; null when they may */
  resendRefusal: string | null
  revokeRefusal: string | null
  /** the question behind the refusal; null where it is none of the roles */
  asked: Asked | null
}
