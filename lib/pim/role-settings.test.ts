import { describe, expect, it } from 'vitest'
import { PIM_PRIVILEGED, ROLE_KEYS } from '@/lib/authz/policy'
import * as settings from './role-settings'
import { ResetRoleSettingsInput, SetRoleSettingsInput } from './role-settings-input'

const HOUR = 3600
const DAY = 24 * HOUR
const ID = '01234567-89ab-4def-8123-456789abcdef'

it('the defaults and bounds are these: whoever changes one sees it here', async () => {
  const { DEFAULT_SETTINGS, ...bounds } = settings
  await expect(`${JSON.stringify({ bounds, defaults: DEFAULT_SETTINGS }, null, 1)}\n`).toMatchFileSnapshot('expected/role-settings.json')
  expect(ROLE_KEYS.filter((role) => DEFAULT_SETTINGS[role].enabled)).toEqual(ROLE_KEYS.filter((role) => PIM_PRIVILEGED.has(role)))
  expect(ROLE_KEYS.filter((role) => DEFAULT_SETTINGS[role].approvals > 0)).toEqual(['client_owner'])
})

describe('what a form of role settings says', () => {
  const good = { role: 'auditor', version: 0, ...settings.DEFAULT_SETTINGS.super_admin, mailExtra: [], approvers: { people: [], roles: [] } }
  const wrong = (more: object) => {
    const read = SetRoleSettingsInput.safeParse({ ...good, ...more })
    return read.success ? [] : read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
  }
  const fields = (more: object) => wrong(more).map((line) => line.split(':')[0])

  it('is taken as it is, and nothing besides', () => {
    expect(SetRoleSettingsInput.parse(good)).toEqual(good)
    expect(SetRoleSettingsInput.safeParse({ ...good, more: 1 }).success).toBe(false)
    expect(SetRoleSettingsInput.safeParse({ ...good, approvers: { ...good.approvers, more: 1 } }).success).toBe(false)
    const reset = { role: 'auditor', version: 3, previewed: 'A'.repeat(43) }
    expect(ResetRoleSettingsInput.parse(reset)).toEqual(reset)
    expect([{ version: -1 }, { version: 0.5 }, { role: 'owner' }, { more: 1 }, { previewed: undefined }].filter((wrong) => ResetRoleSettingsInput.safeParse({ ...reset, ...wrong }).success)).toEqual([])
    expect(fields({ version: -1 })).toEqual(['version'])
  })

  it.each<[string, readonly unknown[], readonly [unknown, string][]]>([
    ['longestSeconds', [1800, 2700, 86_400], [[900, 'Choose at least 30 minutes.'], [87_300, 'Choose at most 24 hours.'], [1801, 'Choose a multiple of 15 minutes.'], ['1800', 'Choose how long.']]],
    ['justificationLength', [0, 10, 500], [[9, 'Write a number from 10 to 500.'], [501, 'Write a number from 10 to 500.'], [10.5, 'Write a number from 10 to 500.'], [-1, 'Write a number from 10 to 500.'], [1, 'Write a number from 10 to 500.'], ['0', 'Write a number from 10 to 500.']]],
    ['approvals', [0, 1, 5], [[6, 'At most 5 approvals.'], ['1', 'Choose a number.'], [1.5, 'Choose a number.']]],
    ['undecidedSeconds', [HOUR, 7 * DAY], [[HOUR - 1, 'At least 1 hour.'], [7 * DAY + 1, 'At most 168 hours (7 days).'], ['', 'Write a number of hours.']]],
    ['eligibleSeconds', [null, 7 * DAY, 365 * DAY], [[7 * DAY - 1, 'At least 7 days.'], [365 * DAY + 1, 'At most 365 days.'], ['', 'Write a number of days.']]],
  ])('%s lies within its bounds', (field, right, mistakes) => {
    for (const value of right) expect(wrong({ [field]: value })).toEqual([])
    for (const [value, message] of mistakes) expect(wrong({ [field]: value })).toEqual([`${field}: ${message}`])
  })

  it('names nobody and nothing twice, and not too many', () => {
    const ids = (count: number) => Array.from({ length: count }, (_, index) => `${ID.slice(0, -2)}${String(index).padStart(2, '0')}`)
    const approvers = (people: string[], roles: string[] = []) => wrong({ approvers: { people, roles } })
    expect([approvers(ids(20), ['auditor', 'approver']), approvers(ids(21)), approvers([ID, ID]), approvers([], ['auditor', 'auditor'])]).toEqual([[], ['approvers.people: Name at most 20 people.'], ['approvers.people: Name each person once.'], ['approvers.roles: Name each role once.']])
    expect([approvers(['x']).length, approvers([], ['x']).length]).toEqual([1, 1])
    const addresses = (count: number) => Array.from({ length: count }, (_, index) => ` One${index}@Acme.example `)
    expect([wrong({ mailExtra: addresses(20) }), wrong({ mailExtra: addresses(21) }), fields({ mailExtra: ['x'] })]).toEqual([[], ['mailExtra: At most 20 addresses.'], ['mailExtra.0']])
    expect(SetRoleSettingsInput.parse({ ...good, mailExtra: ['One@acme.example'] }).mailExtra).toEqual(['One@acme.example'])
  })

  it('a pattern is written where one is asked for, and can be one', () => {
    const pattern = (ticket: string, ticketPattern: string | null) => wrong({ ticket, ticketPattern })
    const missing = ['ticketPattern: Write the pattern of a ticket.']
    const none = ['ticketPattern: This is not a regular expression. Example: OPS-\\d+']
    expect([pattern('pattern', 'OPS-\\d+'), pattern('pattern', 'A|B'), pattern('text', null), pattern('off', null)]).toEqual([[], [], [], []])
    expect([pattern('pattern', null), pattern('text', 'A'), pattern('off', 'A')]).toEqual([missing, missing, missing])
    for (const text of ['', ' ', '(', ')', '\\p', '[', 'a{2']) expect(pattern('pattern', text)).toEqual(none)
    expect([pattern('pattern', 'a'.repeat(200)), pattern('pattern', 'a'.repeat(201))]).toEqual([[], ['ticketPattern: Use at most 200 characters.']])
    expect(SetRoleSettingsInput.parse({ ...good, ticket: 'pattern', ticketPattern: 'a\0b' }).ticketPattern).toBe('a\uFFFDb')
  })

  it('a role whose PIM is off is held standing', () => {
    expect([wrong({ enabled: false }), wrong({ enabled: false, standing: 'no' }), wrong({ enabled: true, standing: 'no' }), wrong({ enabled: false, standing: 'time_bound' })]).toEqual([[], ['standing: While PIM is off the role can only be held standing.'], [], ['standing: While PIM is off the role can only be held standing.']])
  })

  it('an owner’s activation is always approved, by owners', () => {
    const owner = (more: object) => wrong({ role: 'client_owner', approvals: 1, ...more })
    const fixed = ['approvers: Who approves this role is fixed: the Client Owners.']
    expect([owner({}), owner({ approvals: 2 }), owner({ approvals: 0 }), owner({ approvers: { people: [ID], roles: [] } }), owner({ approvers: { people: [], roles: ['auditor'] } })]).toEqual([[], [], ['approvals: To activate the role of an owner at least one other owner approves.'], fixed, fixed])
    expect(wrong({ role: 'client_admin', approvals: 0, approvers: { people: [ID], roles: ['auditor'] } })).toEqual([])
  })
})
