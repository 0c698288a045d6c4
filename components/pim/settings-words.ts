import { type Loosened } from '@/lib/pim/is-loosening'
import { type RoleSettings } from '@/lib/pim/role-settings'
import { countOf } from '@/lib/format/count'

const MINUTE = 60
const HOUR = 3600
const DAY = 86_400

/** @returns "45 min", "8 h", "1 h 30 min", "7 days" */
export function saySpan(seconds: number): string {
  if (seconds >= 2 * DAY && seconds % DAY === 0) return countOf(seconds / DAY, 'day')
  const [hours, minutes] = [Math.floor(seconds / HOUR), Math.round((seconds % HOUR) / MINUTE)]
  return [hours > 0 ? `${hours} h` : '', minutes > 0 ? `${minutes} min` : ''].filter(Boolean).join(' ')
}

const STANDING_WORDS: Readonly<Record<RoleSettings['standing'], string>> = { yes: 'Yes', time_bound: 'Only with an end', no: 'No' }

/** What each setting is called, and how the table says its value. */
export const SETTINGS: readonly { key: Exclude<Loosened, 'approvers'> | 'undecidedSeconds'; label: string; say: (settings: RoleSettings) => string }[] = [
  { key: 'enabled', label: 'PIM', say: ({ enabled }) => (enabled ? 'On' : 'Off') },
  { key: 'standing', label: 'Standing', say: ({ standing }) => STANDING_WORDS[standing] },
  { key: 'longestSeconds', label: 'Longest', say: ({ longestSeconds }) => saySpan(longestSeconds) },
  { key: 'justificationLength', label: 'Reason', say: ({ justificationLength }) => (justificationLength === 0 ? 'Off' : `${justificationLength}+ characters`) },
  { key: 'ticket', label: 'Ticket', say: ({ ticket }) => ({ off: 'Off', text: 'Required', pattern: 'Pattern' })[ticket] },
  { key: 'mfa', label: 'MFA', say: ({ mfa }) => (mfa ? 'Fresh factor' : 'Off') },
  { key: 'approvals', label: 'Approvals', say: ({ approvals }) => (approvals === 0 ? 'Off' : String(approvals)) },
  { key: 'undecidedSeconds', label: 'Undecided', say: ({ undecidedSeconds }) => saySpan(undecidedSeconds) },
  { key: 'eligibleSeconds', label: 'Eligible for', say: ({ eligibleSeconds }) => (eligibleSeconds === null ? 'No end' : saySpan(eligibleSeconds)) },
]

/** What is looser, as the form says it before saving. */
export const LOOSENED_WORDS: Readonly<Record<Loosened, string>> = {
  enabled: 'PIM is switched off', standing: 'standing access is allowed more', longestSeconds: 'an activation may last longer', justificationLength: 'the reason may be shorter, or none',
  ticket: 'the ticket is asked for less strictly', mfa: 'no fresh second factor is asked for', approvals: 'fewer approvals are needed', eligibleSeconds: 'eligible grants may last longer', approvers: 'other people approve',
}
