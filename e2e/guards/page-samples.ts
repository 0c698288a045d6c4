// An address for each reader and each page, and what it is about. One without a sample makes the attacks red.
import { randomUUID } from 'node:crypto'
import type { Permission } from '../../lib/authz/policy'
import type { About } from '../backstage/attack-verbs'
import type { Attacker, Side, World } from './attack-world'

export interface Asked {
  address: string
  about: About
}

export interface AskSample {
  ask: (call: { world: World; side: Side; attacker: Attacker }) => Promise<Asked>
  /** nothing in the address leads elsewhere */
  nowhereElse?: true
  /** open to everyone signed in, whatever they hold */
  everyone?: true
  /** asked in place of what the list of doors says */
  permissions?: Permission[]
  /** the address names nothing that exists: whoever may ask finds nothing */
  missing?: true
  /** answers bit by bit and never ends */
  stream?: true
  /** what is not in reach is not found at all, rather than refused with a sentence */
  outOfReach?: true
}

const here = (address: string): AskSample => ({ nowhereElse: true, ask: async () => Promise.resolve({ address, about: { somewhere: true } }) })
const forAll = (address: string): AskSample => ({ ...here(address), everyone: true })

const inPlace = (kind: 'workspace' | 'organization', tail = ''): AskSample => ({
  outOfReach: true,
  ask: async ({ world, side }) => {
    const { id, slug } = await world.backstage('placeNow', { tenantId: world.tenantOf(side).id, kind, id: world.places[side][kind] })
    return { address: `/${kind}s/${slug}${tail}`, about: { place: { type: kind, id } } }
  },
})

const ofPerson = (tail = '', base = '/administrators'): AskSample => ({ ask: async ({ world, side }) => Promise.resolve({ address: `${base}/${world.tenantOf(side).people.vera!.id}${tail}`, about: {} }) })

/** Something of one's own; whoever holds nothing of the kind finds nothing. */
const ownRun = (base: string): AskSample => ({
  nowhereElse: true,
  ask: async ({ world, attacker }) => ({ address: `${base}/${await world.backstage('newBulkRun', { token: attacker.token, state: 'stopped' })}`, about: {} }),
})
const ownList = (base: string): AskSample => ({
  nowhereElse: true,
  everyone: true,
  ask: async ({ world, attacker }) => ({ address: `${base}/${await world.backstage('newInviteList', { tenantId: world.home.id, token: attacker.token })}`, about: {} }),
})

export const READERS: Record<string, AskSample> = {
  'app/api/account/confirm-ways/route.ts GET': forAll('/api/account/confirm-ways'),
  'app/api/account/sessions/route.ts GET': forAll('/api/account/sessions'),
  'app/api/administrators/count/route.ts GET': here('/api/administrators/count'),
  'app/api/administrators/[id]/acts/route.ts GET': ofPerson('/acts', '/api/administrators'),
  'app/api/administrators/bulk/[runId]/route.ts GET': ownRun('/api/administrators/bulk'),
  'app/api/administrators/bulk/preview/route.ts GET': {
    nowhereElse: true,
    ask: async ({ world }) => Promise.resolve({ address: `/api/administrators/bulk/preview?order=${encodeURIComponent(JSON.stringify({ change: { act: 'activate' }, selection: { of: 'people', ids: [world.home.people.vera!.id] } }))}`, about: { somewhere: true } }),
  },
  'app/api/administrators/export/route.ts GET': { ...here(`/api/administrators/export?id=${randomUUID()}`), missing: true },
  'app/api/administrators/invite-lists/[id]/route.ts GET': ownList('/api/administrators/invite-lists'),
  'app/api/audit/export/route.ts GET': { ...here(`/api/audit/export?id=${randomUUID()}`), missing: true },
  'app/api/audit/events/route.ts GET': here('/api/audit/events?after=0'),
  'app/api/audit/security-events/route.ts GET': here('/api/audit/security-events?after=0'),
  'app/api/audit/workspaces/[id]/events/route.ts GET': {
    ask: async ({ world, side }) => {
      const id = world.places[side].workspace
      return Promise.resolve({ address: `/api/audit/workspaces/${id}/events?after=0`, about: { place: { type: 'workspace', id } } })
    },
  },
  'app/api/mfa-policy/impact/route.ts GET': here(`/api/mfa-policy/impact?policy=${encodeURIComponent(JSON.stringify({ everyone: true, roles: [], graceDays: 0, allowedFactors: ['totp'], stepUpMinutes: 5 }))}`),
  'app/api/brute-force/impact/route.ts GET': here('/api/brute-force/impact?failures=3'),
  'app/api/domain-allowlist/impact/route.ts GET': here(`/api/domain-allowlist/impact?domains=${encodeURIComponent(JSON.stringify([{ domain: 'nobody.example', subdomains: true }]))}`),
  'app/api/sign-in-methods/impact/route.ts GET': here('/api/sign-in-methods/impact?first=password&second=totp,recovery_code'),
  'app/api/session-policy/impact/route.ts GET': here('/api/session-policy/impact?idleMinutes=60&absoluteHours=24'),
  'app/api/password-policy/impact/route.ts GET': here('/api/password-policy/impact?expiryDays=90'),
  'app/api/pim/activations/[id]/route.ts GET': { ...forAll(`/api/pim/activations/${randomUUID()}`), missing: true },
  'app/api/pim/deciders/route.ts GET': { ...forAll(`/api/pim/deciders?grantId=${randomUUID()}`), missing: true },
  'app/api/pim/places/route.ts GET': { ...forAll(`/api/pim/places?grantId=${randomUUID()}`), missing: true },
  'app/api/pim/reach/route.ts GET': here(`/api/pim/reach?asked=${encodeURIComponent(JSON.stringify({ role: 'auditor', settings: { enabled: true, approvals: 3 }, approvers: { people: [randomUUID()], roles: [] } }))}`),
  'app/api/pim/waiting/route.ts GET': forAll('/api/pim/waiting'),
  'app/api/live/route.ts GET': { ...forAll('/api/live'), stream: true },
  'app/api/live/state/route.ts GET': forAll('/api/live/state'),
  'app/api/roles/assignment-matrix/route.ts GET': forAll('/api/roles/assignment-matrix'),
  'app/api/roles/permission-matrix/route.ts GET': forAll('/api/roles/permission-matrix'),
  'app/api/search/administrators/route.ts GET': here('/api/search/administrators?q=target'),
  'app/api/search/places/route.ts GET': forAll('/api/search/places?q=place'),
}

export const PAGES: Record<string, AskSample> = {
  'app/(console)/page.tsx': forAll('/'),
  'app/(console)/account/page.tsx': forAll('/account'),
  'app/(console)/account/factors/page.tsx': forAll('/account/factors'),
  'app/(console)/account/password/page.tsx': forAll('/account/password'),
  'app/(console)/account/roles/page.tsx': forAll('/account/roles'),
  'app/(console)/account/sign-ins/page.tsx': forAll('/account/sign-ins'),
  'app/(console)/account/sessions/page.tsx': forAll('/account/sessions'),
  'app/(console)/administrators/(list)/page.tsx': here('/administrators'),
  'app/(console)/administrators/[id]/page.tsx': ofPerson(),
  'app/(console)/administrators/[id]/activity/page.tsx': ofPerson('/activity'),
  'app/(console)/administrators/[id]/roles/page.tsx': ofPerson('/roles'),
  'app/(console)/administrators/[id]/security/page.tsx': ofPerson('/security'),
  'app/(console)/administrators/bulk/[runId]/page.tsx': ownRun('/administrators/bulk'),
  'app/(console)/administrators/invite/[listId]/page.tsx': ownList('/administrators/invite'),
  'app/(console)/audit/[sequence]/page.tsx': {
    nowhereElse: true,
    outOfReach: true,
    // Not of security, and of no workspace they look after: only who sees the whole audit sees it.
    permissions: ['audit:read'],
    ask: async ({ world }) => ({ address: `/audit/${await world.backstage('newestEvent', { tenantId: world.home.id, action: 'organization.created' })}`, about: {} }),
  },
  'app/(console)/administrators/invite/page.tsx': here('/administrators/invite'),
  'app/(console)/audit/page.tsx': here('/audit'),
  'app/(console)/break-glass/page.tsx': here('/break-glass'),
  'app/(console)/sign-in-and-sso/page.tsx': here('/sign-in-and-sso'),
  'app/(console)/sign-in-and-sso/new/page.tsx': here('/sign-in-and-sso/new'),
  'app/(console)/sign-in-and-sso/new/saml/page.tsx': here('/sign-in-and-sso/new/saml'),
  'app/(console)/sign-in-and-sso/[id]/page.tsx': {
    ask: async ({ world, side }) => ({ address: `/sign-in-and-sso/${(await world.backstage('newConnection', { tenantId: world.tenantOf(side).id })).connectionId}`, about: {} }),
  },
  'app/(console)/mfa-policy/page.tsx': here('/mfa-policy'),
  'app/(console)/brute-force/page.tsx': here('/brute-force'),
  'app/(console)/domain-allowlist/page.tsx': here('/domain-allowlist'),
  'app/(console)/session-policy/page.tsx': here('/session-policy'),
  'app/(console)/password-policy/page.tsx': here('/password-policy'),
  'app/(console)/pim/page.tsx': forAll('/pim'),
  'app/(console)/pim/all-requests/page.tsx': here('/pim/all-requests'),
  'app/(console)/pim/approvals/page.tsx': forAll('/pim/approvals'),
  'app/(console)/pim/requests/page.tsx': forAll('/pim/requests'),
  'app/(console)/pim/requests/[id]/page.tsx': {
    outOfReach: true,
    // Of somebody else, and nobody is named to decide it: who sees all of them sees it.
    permissions: ['pim-request:read-all'],
    ask: async ({ world, side }) => ({ address: `/pim/requests/${(await world.backstage('newRequest', { tenantId: world.tenantOf(side).id })).id}`, about: {} }),
  },
  'app/(console)/pim/role-settings/page.tsx': here('/pim/role-settings'),
  'app/(console)/pim/role-settings/[role]/page.tsx': here('/pim/role-settings/auditor'),
  'app/(console)/settings/page.tsx': here('/settings'),
  'app/(console)/pim/alerts/page.tsx': here('/pim/alerts'),
  'app/(console)/roles/page.tsx': forAll('/roles'),
  'app/(console)/roles/assignments/page.tsx': forAll('/roles/assignments'),
  'app/(console)/roles/can-they/page.tsx': forAll('/roles/can-they'),
  'app/(console)/roles/permissions/page.tsx': forAll('/roles/permissions'),
  'app/(console)/organizations/page.tsx': here('/organizations'),
  'app/(console)/organizations/new/page.tsx': here('/organizations/new'),
  'app/(console)/organizations/[slug]/page.tsx': inPlace('organization'),
  'app/(console)/organizations/[slug]/settings/page.tsx': inPlace('organization', '/settings'),
  'app/(console)/organizations/[slug]/settings/administrators/page.tsx': inPlace('organization', '/settings/administrators'),
  'app/(console)/workspaces/page.tsx': here('/workspaces'),
  'app/(console)/workspaces/new/page.tsx': here('/workspaces/new'),
  'app/(console)/workspaces/[slug]/page.tsx': inPlace('workspace'),
  'app/(console)/workspaces/[slug]/settings/page.tsx': inPlace('workspace', '/settings'),
  'app/(console)/workspaces/[slug]/settings/administrators/page.tsx': inPlace('workspace', '/settings/administrators'),
}
