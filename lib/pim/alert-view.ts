import type { Scope } from '@/lib/authz/grants'
import type { RoleKey } from '@/lib/authz/policy'

/** What PIM warns about (pim.md, "Alerts"), the most pressing first. */
export const ALERT_KINDS = ['few_owners', 'out_of_reach', 'against_policy', 'no_mfa', 'many_owners', 'idle_privileged', 'activated_often', 'unused', 'ending'] as const
export type AlertKind = (typeof ALERT_KINDS)[number]

/** One person or role that an alert is about. */
export interface AlertItem {
  key: string
  /** null where it is about a role alone */
  person: { id: string; name: string } | null
  role: RoleKey | null
  /** what more there is to say: "held standing without an end" */
  line: string
  /** a moment that belongs to it, epoch milliseconds */
  at: number | null
  /** a grant that one click could put right */
  grant: { id: string; version: number; kind: 'active' | 'eligible'; scope: Scope } | null
}

export interface Alert {
  kind: AlertKind
  /** the first of them */
  items: readonly AlertItem[]
  more: boolean
}
