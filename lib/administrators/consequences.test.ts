import { describe, expect, it } from 'vitest'
import { ownerRoleWarning, ownersLeftWarning, ownerWarning, wordsFor, type ConfirmedAct, type PersonSubject } from './consequences'

const vera: PersonSubject = {
  id: '1', name: 'Vera Virtanen', email: 'vera@acme.example', version: 1, status: 'active', activated: true, sessions: 3, roles: 2, undecided: 0, lockedAddresses: 1, otherOwners: null, pseudonym: 'Erased person 1234-ABCD', factors: 1, activations: 0, requests: 0, approves: [], previewed: '',
}
const says = (act: ConfirmedAct, more: Partial<PersonSubject> = {}) => wordsFor(act, { ...vera, ...more }).consequence

describe('what an act will do', () => {
  it('is said with numbers', () => {
    expect(says('deactivate')).toBe('They cannot sign in any more. 3 sessions end at once. 2 roles stay and confer nothing until the status is Active again.')
    expect(says('deactivate', { sessions: 1, roles: 1 })).toBe('They cannot sign in any more. 1 session ends at once. 1 role stays and confers nothing until the status is Active again.')
    expect(says('deactivate', { status: 'new', sessions: 0 })).toContain('The invitation cannot be used')
    expect(says('deactivate', { activations: 1, requests: 2, approves: ['client_admin'] })).toContain('until the status is Active again. 1 activated role and 2 pending requests end too. Client Admin loses an approver.')
    expect(says('soft-delete', { requests: 1 })).toContain('stop working. 1 pending request ends too. vera@acme.example stays reserved')
    expect(says('reset-factors', { factors: 2 })).toContain('2 second factors and all recovery codes are removed.')
    expect(says('soft-delete', { sessions: 0 })).toContain('No session is running.')
    expect(says('end-sessions')).toContain('3 sessions end at once. They and all Client Owners are told by mail.')
    expect(says('unlock', { lockedAddresses: 2 })).toContain('sign-in from 2 addresses is possible again')
    expect(says('delete')).toContain('password, 2 roles, 3 running sessions and everything else about them are erased, and vera@acme.example becomes free. In the audit they go on as “Erased person 1234-ABCD”')
    expect(says('delete', { roles: 0, sessions: 0 })).toContain('Name, address, password and everything else')
  })

  it('never says Active where activation is still to come', () => {
    expect(says('activate')).toContain('They can sign in again, and what 2 roles confer counts at once.')
    expect(says('activate', { activated: false, status: 'inactive' })).toContain('goes back to Invited')
    expect(wordsFor('activate', { ...vera, activated: false }).done).toContain('invited again')
    expect(says('restore')).toContain('2 roles wait for your yes or no each')
  })

  it('warns where one usable owner would be left, and only there', () => {
    expect(ownerWarning('delete', { ...vera, otherOwners: 1 })).toContain('only one usable Client Owner is left')
    expect(ownerRoleWarning('client_owner', 1)).toContain('only one usable Client Owner is left')
    expect(ownersLeftWarning(1)).toBe(ownerRoleWarning('client_owner', 1))
    expect(ownersLeftWarning(0)).toContain('one stays')
    for (const left of [null, 2]) expect(ownersLeftWarning(left)).toBeNull()
    for (const [role, others] of [['client_owner', 2], ['client_owner', null], ['client_admin', 1]] as const) expect(ownerRoleWarning(role, others)).toBeNull()
    for (const [act, otherOwners] of [['delete', 2], ['delete', null], ['unlock', 1], ['restore', 1]] as const) expect(ownerWarning(act, { ...vera, otherOwners })).toBeNull()
  })
})
