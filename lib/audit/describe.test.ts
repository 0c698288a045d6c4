import { describe, expect, it } from 'vitest'
import { plainSentence, pseudonym, reasonInWords, sentenceOf } from './describe'
import { changesOf, summaryOf } from './event-changes'
import { AUDIT_EVENT_NAMES, SECURITY_EVENT_NAMES } from './event-names'
import type { EventRef } from './event-view'
import { readExplorerPage } from './explorer-query'

const ines: EventRef = { kind: 'person', id: 'ines', name: 'Ines Ivanova', href: null }

describe('an event in words', () => {
  const said = (action: string, more: Partial<Parameters<typeof sentenceOf>[0]> = {}) => plainSentence(sentenceOf({ action, outcome: 'done', actorId: 'adam', affected: ines, target: null, ...more }))

  it('names whom it was done to', () => {
    expect(said('administrator.status_changed')).toBe('changed the status of Ines Ivanova')
    expect(said('administrator.status_changed', { actorId: 'ines' })).toBe('changed the status of themselves')
    expect(said('administrator.status_changed', { affected: null })).toBe('changed the status of somebody')
  })
  it('says when it did not come to be', () => {
    expect(said('administrator.deleted', { outcome: 'refused' })).toBe('tried, and was refused: deleted Ines Ivanova for good')
    expect(said('session.refused', { outcome: 'refused' })).toBe('failed to sign in')
    expect(reasonInWords('reaching_up')).toBe('The person holds a role that they could not assign.')
    expect(reasonInWords('strange_new_reason')).toBe('Strange new reason.')
  })
  it('leaves nothing of a template standing', () => {
    for (const action of AUDIT_EVENT_NAMES) expect(said(action, { target: ines })).not.toMatch(/[{}]/)
  })
  it('gives the erased a name that stays', () => expect(pseudonym('3f2a9c01-1111-4111-8111-111111111111')).toBe('Erased person 3F2A-9C01'))
})

it('what a reader of security events sees', () => {
  expect(SECURITY_EVENT_NAMES.map((name) => name.split('.')[0]).filter((noun, index, all) => all.indexOf(noun) === index)).toMatchInlineSnapshot(`
    [
      "owner",
      "session",
      "step_up",
      "account",
      "password",
      "factor",
      "recovery_code",
      "sign_in_methods",
      "mfa_policy",
      "password_policy",
      "brute_force",
      "session_policy",
      "domain_allowlist",
      "sso_connection",
      "sso_identity",
      "address",
      "pim_policy",
      "pim_request",
      "pim_activation",
      "break_glass",
      "assignment_rules",
      "invitation_lifetime",
    ]
  `)
})

describe('before and after', () => {
  it('shows what changed, and persons only from beside the chain', () => {
    const commitment = { commitment: 'ab' }
    const [before, after] = [{ status: 'active', role: 'auditor', givenName: commitment, same: 1 }, { status: 'inactive', role: 'auditor', givenName: commitment, same: 1, endsAt: 5, grants: [{ role: 'member' }] }]
    expect(changesOf(before, after, new Map([['before.givenName', 'Ann'], ['after.givenName', 'Anna']]))).toEqual([
      { field: 'Status', before: { text: 'active' }, after: { text: 'inactive' } },
      { field: 'Given name', before: { text: 'Ann' }, after: { text: 'Anna' } },
      { field: 'Ends at', before: null, after: { at: 5 } },
      { field: 'Grants 1 role', before: null, after: { text: 'Member' } },
    ])
    expect(changesOf(null, { givenName: commitment }, new Map())).toEqual([{ field: 'Given name', before: null, after: { erased: true } }])
    expect(summaryOf(changesOf(before, after, null))).toBe('Status: active → inactive; Grants 1 role: Member')
    expect(summaryOf(changesOf(null, { role: 'auditor', scope: { type: 'tenant' } }, null))).toBe('Role: Auditor; Reaches: the whole tenant')
    expect(changesOf(null, { to: '2026-11-21T11:51:00.000Z', ended: 2 }, null)).toEqual([
      { field: 'To', before: null, after: { at: Date.UTC(2026, 10, 21, 11, 51) } },
      { field: 'Sessions ended', before: null, after: { text: '2' } },
    ])
    // What somebody typed is shown as they typed it, and is never taken for a moment, let alone for one that does not exist.
    for (const name of ['2026-99-99T99:99:99Z', '2026-02-30T00:00:00Z', '2026-11-21T11:51:00.000Z']) {
      expect(changesOf(null, { name }, null)).toEqual([{ field: 'Name', before: null, after: { text: name } }])
    }
  })
})

it('a page understands what it can of its address', () => {
  const id = '3f2a9c01-1111-4111-8111-111111111111'
  expect(readExplorerPage({ q: ' ann ', action: 'session.started', outcome: ['done', 'refused'], actor: 'me', place: `workspace:${id}`, cursor: 'o12', within: '9y', from: '2026-01-01T00:00:00Z', junk: '1' })).toEqual({
    q: 'ann', action: ['session.started'], outcome: ['done', 'refused'], place: `workspace:${id}`, cursor: 'o12', from: Date.parse('2026-01-01'),
  })
})
