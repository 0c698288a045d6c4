// For each guarded action: what an honest person would send, made fresh for each call, and what the decision is about.
// An action without a sample makes the attacks red.
import { randomBytes, randomUUID } from 'node:crypto'
import type { Permission, RoleKey } from '../../lib/authz/policy'
import type { About } from '../backstage/attack-verbs'
import type { Attacker, Side, World } from './attack-world'

export interface Call {
  world: World
  side: Side
  attacker: Attacker
}

export interface Sample {
  make: (call: Call) => Promise<{ input: Record<string, unknown>; about: About }>
  /** asked by the operation on top of the door's own permission, about the same */
  also?: Permission
  /** what somebody hears who means what lies in another tenant, where it is not "not found" */
  abroad?: string
  /** there is only one's own tenant to ask about: nothing in the input leads elsewhere */
  nowhereElse?: true
  /** the sample is about a role of the Administration or Tenant family: step-up is asked for */
  privileged?: true
  /** reasons of the operation itself, which only somebody who may hears */
  settled?: string[]
}

const unique = (word: string) => `${word}-${randomBytes(5).toString('hex')}`
const inATenant = { type: 'tenant' as const }
const kinds = ['workspace', 'organization'] as const
type Kind = (typeof kinds)[number]
const made = (role: RoleKey, scope = inATenant) => ({ administratorId: '', before: null, after: { role, scope } })

/** Somebody whom everyone who may do such things at all may do it to: nothing but a member. */
async function target({ world, side }: Call, status: 'active' | 'inactive' | 'deleted' | 'new' = 'active', role: RoleKey = 'member', confirmed = true) {
  return world.backstage('newPerson', { tenantId: world.tenantOf(side).id, status, grants: [{ role, confirmed }] })
}

/** A place to change: the one the attacker's role lies in, or its neighbour. `fresh`: one that may be lost, for who reaches all. */
async function place({ world, side, attacker }: Call, kind: Kind, fresh = false) {
  const tenantId = world.tenantOf(side).id
  if (fresh && (side !== 'own' || !attacker.role.startsWith('workspace_'))) return world.backstage('newPlace', { tenantId, kind })
  return world.backstage('placeNow', { tenantId, kind, id: world.places[side][kind] })
}

const onPerson = (input: (found: { id: string; email: string; version: number }) => Record<string, unknown>, status: 'active' | 'deleted' | 'new' = 'active'): Sample => ({
  make: async (call) => {
    const found = await target(call, status)
    return { input: input(found), about: { person: found.id } }
  },
})

/** A policy as its form would send it unchanged, so that nothing of the tenant depends on who came first. */
const asItIs = (which: 'password' | 'bruteForce' | 'session' | 'allowlist' | 'methods'): Sample => ({ nowhereElse: true, settled: ['wrong_state'], make: async ({ world: { backstage, home } }) => ({ input: (await backstage('policiesNow', { tenantId: home.id }))[which], about: {} }) })

const onGrant = (what: 'changed' | 'ended', input: (grantId: string) => Record<string, unknown>, confirmed = true): Sample => ({
  privileged: true,
  make: async (call) => {
    const { id, grantIds } = await target(call, 'active', 'member', confirmed)
    const side = { role: 'member' as const, scope: inATenant }
    return { input: input(grantIds[0]!), about: { change: { administratorId: id, before: side, after: what === 'ended' ? null : side } } }
  },
})

const onPlace = (kind: Kind, input: (found: { name: string; slug: string }) => Record<string, unknown>, fresh = false): Sample => ({
  make: async (call) => {
    const found = await place(call, kind, fresh)
    return { input: { [`${kind}Id`]: found.id, version: found.version, ...input(found) }, about: { place: { type: kind, id: found.id } } }
  },
})

/** A role in a place, held by somebody who has not signed in yet, and the question about it. */
const inPlace = (kind: Kind, asked: { before: RoleKey | null; after: RoleKey | null }, input: (grantId: string) => Record<string, unknown>): Sample => ({
  make: async (call) => {
    const id = call.world.places[call.side][kind]
    const scope = { type: kind, id }
    const held = { role: 'workspace_auditor' as const, scope }
    const { id: administratorId, grantIds } = await call.world.backstage('newPerson', { tenantId: call.world.tenantOf(call.side).id, status: 'new', grants: [{ role: 'member' }, held] })
    const end = (role: RoleKey | null) => role && { role, scope }
    return { input: { [`${kind}Id`]: id, ...input(grantIds[1]!) }, about: { place: scope, grants: [{ administratorId, before: end(asked.before), after: end(asked.after) }] } }
  },
})

const inviteTo = (kind: Kind): Sample => ({
  make: async ({ world, side }) => {
    const scope = { type: kind, id: world.places[side][kind] }
    const after = { role: 'workspace_auditor' as const, scope }
    return { input: { [`${kind}Id`]: scope.id, email: `${unique('placed')}@attacked.example`, role: after.role }, about: { place: scope, grants: [{ administratorId: '', before: null, after }] } }
  },
})

const auditor = 'workspace_auditor' as const
const manage = (kind: Kind, Kind: string): Record<string, Sample> => ({
  [`inviteTo${Kind}`]: inviteTo(kind),
  [`change${Kind}Role`]: inPlace(kind, { before: auditor, after: 'workspace_admin' }, (grantId) => ({ grantId, version: 1, role: 'workspace_admin' })),
  [`removeFrom${Kind}`]: inPlace(kind, { before: auditor, after: null }, (grantId) => ({ grantId, version: 1 })),
  [`remindIn${Kind}`]: inPlace(kind, { before: null, after: auditor }, (grantId) => ({ grantId })),
})

const onInvitation: Sample = {
  privileged: true,
  make: async (call) => {
    const { id } = await target(call, 'new', 'auditor')
    return { input: { administratorId: id }, about: { grants: [{ ...made('auditor'), administratorId: id }] } }
  },
}

const onOwnList: Sample = {
  nowhereElse: true,
  privileged: true,
  make: async ({ world, attacker }) => ({ input: { listId: await world.backstage('newInviteList', { tenantId: world.home.id, token: attacker.token }) }, about: { grants: [made('auditor')] } }),
}

const onOwnRun = (state: 'running' | 'stopped'): Sample => ({
  nowhereElse: true,
  make: async ({ world, side, attacker }) => {
    const { id: person } = await target({ world, side, attacker })
    return { input: { runId: await world.backstage('newBulkRun', { token: attacker.token, state }) }, about: { person } }
  },
})

const onTenant = (input: () => Record<string, unknown>, about: About = {}): Sample => ({ nowhereElse: true, make: async () => Promise.resolve({ input: input(), about }) })

/** What holds for the whole tenant, as it is now. */
const onSettings = (input: (home: { name: string }) => Record<string, unknown>): Sample => ({
  nowhereElse: true,
  make: async ({ world: { backstage, home } }) => ({ input: { version: await backstage('tenantVersion', { tenantId: home.id }), ...input(home) }, about: {} }),
})

/** A request of somebody else that waits; owners decide it, for nobody is named. */
const onRequest = (input: Record<string, unknown>, settled: string[] = []): Sample => ({
  settled,
  make: async ({ world, side }) => {
    const { id, requesterId } = await world.backstage('newRequest', { tenantId: world.tenantOf(side).id })
    return { input: { requestId: id, ...input }, about: { request: { requesterId, role: 'requester', scope: inATenant, approvers: { people: [], roles: [] }, tied: false } } }
  },
})

const AUDITOR_SETTINGS = {
  role: 'auditor', version: 0, enabled: true, standing: 'yes', longestSeconds: 3600, justificationLength: 10, ticket: 'off', ticketPattern: null, mfa: true, approvals: 1,
  undecidedSeconds: 86_400, eligibleSeconds: null, mailRequester: true, mailApprovers: true, mailOwners: true, mailExtra: [], approvers: { people: [], roles: [] },
}

const OIDC_SETTINGS = {
  name: 'Attacked', issuer: 'https://192.0.2.1', clientId: 'x', clientAuth: 'client_secret_basic', secret: 'x', secretExpires: '', scopes: ['openid'], subject: 'sub',
  emailClaim: 'email', givenNameClaim: 'given_name', familyNameClaim: 'family_name', groupsClaim: 'groups', trustedMfaValues: [],
}
const samlSettings = (certificates: string) => ({
  name: unique('Attacked'), entityId: 'urn:nowhere', signOnUrl: 'https://192.0.2.1/sso', signOnBinding: 'redirect', certificates, metadataUrl: '', signRequests: false, responseMustBeSigned: false,
  emailClaim: 'email', givenNameClaim: 'firstName', familyNameClaim: 'lastName', groupsClaim: 'groups', trustedMfaValues: [],
})
/** A SAML identity provider of the tenant. */
const onSaml = (input: (found: { connectionId: string; version: number; name: string; certificate: string }) => Record<string, unknown>, settled: string[] = []): Sample => ({
  settled,
  make: async ({ world, side }) => ({ input: input(await world.backstage('newSamlConnection', { tenantId: world.tenantOf(side).id })), about: {} }),
})
/** An identity provider of the tenant, with a domain that is not bound and a line. */
const onConnection = (input: (found: { connectionId: string; version: number; domain: string; lineId: string }) => Record<string, unknown>, settled: string[] = []): Sample => ({
  settled,
  make: async ({ world, side }) => ({ input: input(await world.backstage('newConnection', { tenantId: world.tenantOf(side).id })), about: {} }),
})
const versioned = ({ connectionId, version }: { connectionId: string; version: number }) => ({ connectionId, version })
const ofDomain = ({ connectionId, domain }: { connectionId: string; domain: string }) => ({ connectionId, domain })
const ofLine = ({ connectionId, lineId }: { connectionId: string; lineId: string }) => ({ connectionId, lineId })

export const SAMPLES: Record<string, Sample> = {
  // Nobody answers at its issuer: that is said only to whoever may.
  createConnection: { ...onTenant(() => ({ connectionId: randomUUID(), ...OIDC_SETTINGS })), settled: ['invalid_input'] },
  updateConnection: onConnection((found) => ({ ...versioned(found), ...OIDC_SETTINGS }), ['invalid_input']),
  createSamlConnection: { nowhereElse: true, ...onSaml(({ certificate }) => ({ connectionId: randomUUID(), ...samlSettings(certificate) }), ['wrong_state']) },
  updateSamlConnection: onSaml(({ certificate, name, ...found }) => ({ ...versioned(found), ...samlSettings(certificate), name })),
  // Nobody answers there either.
  readSamlMetadata: { ...onTenant(() => ({ connectionId: randomUUID(), source: 'https://192.0.2.1/metadata' })), settled: ['invalid_input'] },
  stageCertificates: onSaml(({ certificate, ...found }) => ({ ...versioned(found), certificates: certificate })),
  replaceCertificates: onSaml(versioned, ['wrong_state']),
  dropStagedCertificates: onSaml(versioned, ['wrong_state']),
  stageServiceKey: onSaml(({ connectionId, version }) => ({ connectionId, version })),
  dropStagedServiceKey: onSaml(versioned, ['wrong_state']),
  switchServiceKey: onSaml((found) => ({ ...versioned(found), previewed: 'A'.repeat(43) }), ['wrong_state']),
  dropPreviousServiceKey: onSaml(versioned, ['wrong_state']),
  setConnectionShown: onConnection((found) => ({ ...versioned(found), hidden: true, disabled: false, justInTime: false })),
  moveConnection: onConnection(({ connectionId }) => ({ connectionId, up: true }), ['wrong_state']),
  deleteConnection: onConnection((found) => ({ ...versioned(found), confirmation: 'x', previewed: 'A'.repeat(43) }), ['invalid_input']),
  addConnectionDomain: onConnection(({ connectionId }) => ({ connectionId, domain: `${unique('d')}.example` })),
  proveConnectionDomain: onConnection(ofDomain, ['wrong_state']),
  confirmConnectionDomain: onConnection(ofDomain, ['forbidden']),
  removeConnectionDomain: onConnection(ofDomain),
  proveConnection: onConnection(versioned, ['wrong_state']),
  requireSso: onConnection((of) => ({ ...versioned(of), previewed: 'A'.repeat(43) }), ['wrong_state']),
  confirmRequiredSso: onConnection(versioned, ['wrong_state']),
  stageSecret: onConnection((found) => ({ ...versioned(found), secret: unique('secret'), secretExpires: '' })),
  replaceSecret: onConnection(versioned, ['wrong_state']),
  dropStagedSecret: onConnection(versioned, ['wrong_state']),
  setConnectionLogo: onConnection((found) => ({ ...versioned(found), logo: '' }), ['wrong_state']),
  nameConnectionProver: onConnection((found) => ({ ...versioned(found), proverId: null }), ['wrong_state']),
  stopRequiringSso: onConnection(versioned, ['wrong_state']),
  addConnectionLine: onConnection(({ connectionId }) => ({ connectionId, group: unique('g'), role: 'auditor' }), ['forbidden']),
  confirmConnectionLine: onConnection(ofLine, ['forbidden']),
  removeConnectionLine: onConnection(ofLine),
  tryConnectionMapping: onConnection(({ connectionId }) => ({ connectionId, token: '{"sub":"x"}' })),
  setRoleSettings: { ...onTenant(() => AUDITOR_SETTINGS), settled: ['conflict', 'wrong_state'] },
  resetRoleSettings: { ...onTenant(() => ({ role: 'approver', version: 0, previewed: 'A'.repeat(43) })), settled: ['wrong_state', 'conflict'] },
  approveRequest: onRequest({ version: 1, reason: '' }, ['wrong_state']),
  denyRequest: onRequest({ version: 1, reason: 'Not today' }),
  revokeRequest: onRequest({ reason: 'Not today' }),
  // As it is, so that nothing of the tenant depends on who came first.
  setMfaPolicy: { nowhereElse: true, settled: ['wrong_state'], make: async ({ world: { backstage, home } }) => ({ input: await backstage('mfaPolicyNow', { tenantId: home.id }), about: {} }) },
  setPasswordPolicy: asItIs('password'),
  setBruteForce: asItIs('bruteForce'),
  setSessionPolicy: asItIs('session'),
  setMethods: asItIs('methods'),
  setDomainAllowlist: asItIs('allowlist'),
  markBreakGlass: { ...onPerson(({ id }) => ({ administratorId: id, marked: true })), settled: ['wrong_state'] },
  reviewUse: { make: async ({ world, side }) => ({ input: { useId: await world.backstage('newBreakGlassUse', { tenantId: world.tenantOf(side).id }), finding: 'A drill' }, about: {} }) },
  setStatus: onPerson(({ id, version }) => ({ administratorId: id, version, status: 'inactive' })),
  restore: onPerson(({ id, version }) => ({ administratorId: id, version }), 'deleted'),
  deleteForGood: onPerson(({ id, version, email }) => ({ administratorId: id, version, typedEmail: email }), 'deleted'),
  requirePasswordReset: onPerson(({ id }) => ({ administratorId: id, meaning: 'send_link' })),
  unlock: { ...onPerson(({ id }) => ({ administratorId: id })), settled: ['wrong_state'] },
  resetFactorsOf: { ...onPerson(({ id }) => ({ administratorId: id })), settled: ['wrong_state'] },
  endSessionsOf: onPerson(({ id }) => ({ administratorId: id })),
  updateAdministrator: onPerson(({ id, version }) => ({ administratorId: id, version, givenName: 'Other', familyName: 'Name' })),
  changeAddressOf: onPerson(({ id }) => ({ administratorId: id, email: `${unique('moved')}@attacked.example` })),
  withdrawAddressOf: { ...onPerson(({ id }) => ({ administratorId: id })), settled: ['wrong_state'] },

  assignRole: {
    privileged: true,
    make: async (call) => {
      const { id } = await target(call)
      return { input: { administratorId: id, role: 'auditor', scope: inATenant }, about: { change: { ...made('auditor'), administratorId: id } } }
    },
  },
  changeGrant: onGrant('changed', (grantId) => ({ grantId, version: 1, endsAt: 4_102_444_800_000 })),
  // By default PIM is off for the role in hand: that is said only to whoever may.
  changeGrantKind: { ...onGrant('changed', (grantId) => ({ grantId, version: 1, kind: 'eligible' })), settled: ['invalid_input'] },
  endGrant: onGrant('ended', (grantId) => ({ grantId, version: 1 })),
  confirmGrant: onGrant('changed', (grantId) => ({ grantId, version: 1, keep: true }), false),

  inviteAdministrator: { ...onTenant(() => ({ email: `${unique('new')}@attacked.example`, givenName: 'New', familyName: 'Person', role: 'auditor', places: [] }), { grants: [made('auditor')] }), privileged: true },
  inviteList: { ...onTenant(() => ({ listId: randomUUID(), role: 'auditor', places: [], from: 1, lines: [{ email: `${unique('line')}@attacked.example`, givenName: '', familyName: '' }] }), { grants: [made('auditor')] }), privileged: true },
  stopInviteList: onOwnList,
  resumeInviteList: { ...onOwnList, settled: ['wrong_state'] },
  resendInvitation: onInvitation,
  revokeInvitation: onInvitation,

  createWorkspace: onTenant(() => ({ name: unique('New place'), slug: unique('new'), description: '' })),
  updateWorkspace: onPlace('workspace', ({ name, slug }) => ({ name, slug, description: unique('changed') })),
  deleteWorkspace: onPlace('workspace', ({ name }) => ({ confirmation: name }), true),
  createOrganization: onTenant(() => ({ name: unique('New place'), slug: unique('new'), description: '', domains: [] })),
  updateOrganization: onPlace('organization', ({ name, slug }) => ({ name, slug, description: unique('changed'), domains: [] })),
  setOrganizationStatus: onPlace('organization', () => ({ status: 'inactive' }), true),
  deleteOrganization: onPlace('organization', ({ name }) => ({ confirmation: name }), true),

  startBulkChange: {
    ...onPerson(({ id }) => ({ change: { act: 'activate' }, selection: { of: 'people', ids: [id] }, people: 1 })),
    also: 'administrator:set-status',
    // Nobody is meant, so that nobody was counted.
    abroad: 'conflict',
  },
  stopBulkChange: onOwnRun('running'),
  resumeBulkChange: { ...onOwnRun('stopped'), also: 'administrator:set-status' },

  ...manage('workspace', 'Workspace'),
  ...manage('organization', 'Organization'),

  renameTenant: onSettings(({ name }) => ({ name: unique(name) })),
  setSignInNotice: onSettings(() => ({ notice: unique('notice') })),
  // As it is, so that nothing of the tenant depends on who came first.
  setInvitationLifetime: { ...onSettings(() => ({ hours: 72 })), settled: ['wrong_state'] },
  // Off, as it is: the attackers may do on what they may.
  setAssignmentRules: { ...onSettings(() => ({ onlyOwnersAssignClientAdmin: false })), settled: ['wrong_state'] },

  exportAdministrators: onTenant(() => ({ filter: 'q=target' })),
  exportAudit: onTenant(() => ({ filter: { q: 'text' }, format: 'csv' })),
}
