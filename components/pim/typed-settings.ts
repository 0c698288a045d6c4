import { type RolePolicy } from '@/lib/pim/is-loosening'
import { type RoleSettings } from '@/lib/pim/role-settings'
import { type RoleKey } from '@/lib/authz/policy'

export interface ApproverDraft { id: string; name: string; email: string }

/** The settings of a role while they are typed: numbers as text, in the units of the form. */
export interface TypedSettings extends Pick<RoleSettings, 'enabled' | 'standing' | 'ticket' | 'mfa' | 'mailRequester' | 'mailApprovers' | 'mailOwners'> {
  longestSeconds: string
  justification: boolean
  justificationLength: string
  ticketPattern: string
  approvals: string
  undecidedHours: string
  eligibleEnds: boolean
  eligibleDays: string
  /** one a line */
  mailExtra: string
  people: readonly ApproverDraft[]
  roles: readonly RoleKey[]
}

const HOUR = 3600
const DAY = 86_400
const numberOf = (text: string) => (/^\d+$/.test(text.trim()) ? Number(text.trim()) : Number.NaN)

/** @returns the settings as the form shows them @param people those named as approvers */
export function typedOf({ settings, approvers }: RolePolicy, people: readonly ApproverDraft[]): TypedSettings {
  const { enabled, standing, ticket, mfa, mailRequester, mailApprovers, mailOwners } = settings
  return {
    enabled, standing, ticket, mfa, mailRequester, mailApprovers, mailOwners,
    longestSeconds: String(settings.longestSeconds), justification: settings.justificationLength > 0, justificationLength: String(settings.justificationLength || 10),
    ticketPattern: settings.ticketPattern ?? '', approvals: String(settings.approvals), undecidedHours: String(settings.undecidedSeconds / HOUR),
    eligibleEnds: settings.eligibleSeconds !== null, eligibleDays: String((settings.eligibleSeconds ?? 365 * DAY) / DAY), mailExtra: settings.mailExtra.join('\n'),
    people: people.toSorted((a, b) => a.name.localeCompare(b.name, 'en')), roles: approvers.roles,
  }
}

/** @returns what would be saved; a number that is none is NaN, and the server says so at its field */
export function policyOf(typed: TypedSettings): RolePolicy {
  const { enabled, ticket, mfa, mailRequester, mailApprovers, mailOwners } = typed
  return {
    settings: {
      enabled, ticket, mfa, mailRequester, mailApprovers, mailOwners,
      standing: enabled ? typed.standing : 'yes', longestSeconds: numberOf(typed.longestSeconds), justificationLength: typed.justification ? numberOf(typed.justificationLength) : 0,
      ticketPattern: ticket === 'pattern' ? typed.ticketPattern : null, approvals: numberOf(typed.approvals), undecidedSeconds: numberOf(typed.undecidedHours) * HOUR,
      eligibleSeconds: typed.eligibleEnds ? numberOf(typed.eligibleDays) * DAY : null, mailExtra: typed.mailExtra.split(/[\s,;]+/).filter(Boolean),
    },
    approvers: { people: typed.people.map(({ id }) => id), roles: typed.roles },
  }
}

/** Whether nothing would change by saving; a number that is none is a change. */
export function isSamePolicy(one: RolePolicy, other: RolePolicy): boolean {
  const text = ({ settings, approvers }: RolePolicy) =>
    JSON.stringify([Object.entries(settings).toSorted(([a], [b]) => a.localeCompare(b, 'en')), approvers.people.toSorted(), approvers.roles.toSorted()], (_, value: unknown) => (Number.isNaN(value) ? 'none' : value))
  return text(one) === text(other)
}
