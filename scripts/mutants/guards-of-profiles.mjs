const onData = { project: 'integration', test: 'lib/administrators/profile-data.integration.test.ts' }
const onPowers = { project: 'integration', test: 'lib/administrators/shown-powers.integration.test.ts' }
const onOffers = { project: 'unit', test: 'lib/administrators/person-offers.test.ts' }
const onAddress = { project: 'integration', test: 'lib/administrators/change-address.integration.test.ts' }

/**
 * Guards of a person's page: who finds whom, and what its buttons offer.
 * @type {{ name: string, file: string, find: string, replace: string, project: 'unit' | 'integration', test: string }[]}
 */
export const guardsOfProfiles = [
  { name: 'a person is found by whoever sees administrators only', file: 'lib/administrators/profile-data.ts', find: "!holds(actor, 'administrator:read') || ", replace: '', ...onData },
  { name: 'a person of another tenant is not found', file: 'lib/administrators/profile-data.ts', find: 'WHERE a.tenant_id = $1 AND a.id = $2', replace: 'WHERE a.tenant_id IS NOT NULL AND $1::uuid IS NOT NULL AND a.id = $2', ...onData },
  { name: 'the roles of a person are listed for whoever sees administrators only', file: 'lib/administrators/profile-grants-data.ts', find: "if (!holds(actor, 'administrator:read')) return { details: {}, activations: [], ended: [], moreEnded: false }", replace: '', ...onData },
  { name: 'the roles of a person of another tenant are not listed', file: 'lib/administrators/profile-grants-data.ts', find: 'WHERE g.tenant_id = $1 AND g.administrator_id = $2', replace: 'WHERE $1::uuid IS NOT NULL AND g.administrator_id = $2', ...onData },
  { name: 'the sessions of a person are listed for whoever sees administrators only', file: 'lib/administrators/profile-sessions-data.ts', find: "Promise<SessionOfView[]> {\n  if (!holds(actor, 'administrator:read')) return []", replace: 'Promise<SessionOfView[]> {', ...onData },
  { name: 'the sign-ins of a person are listed for whoever sees administrators only', file: 'lib/administrators/profile-sessions-data.ts', find: "Promise<SignInView[]> {\n  if (!holds(actor, 'administrator:read')) return []", replace: 'Promise<SignInView[]> {', ...onData },
  { name: 'the sessions of a person of another tenant are not listed', file: 'lib/administrators/profile-sessions-data.ts', find: 'WHERE s.tenant_id = $1 AND s.administrator_id = $2', replace: 'WHERE $1::uuid IS NOT NULL AND s.administrator_id = $2', ...onData },
  { name: 'the factors of a person are told to whoever sees administrators only', file: 'lib/administrators/profile-factors-data.ts', find: "if (!holds(actor, 'administrator:read')) return NONE", replace: '', ...onPowers },
  { name: 'the factors of a person of another tenant are not told', file: 'lib/administrators/profile-factors-data.ts', find: 'WHERE a.tenant_id = $1 AND a.id = $2', replace: 'WHERE $1::uuid IS NOT NULL AND a.id = $2', ...onPowers },
  { name: 'a session that rested too long is not shown as running', file: 'lib/administrators/profile-sessions-data.ts', find: 'AND s.last_seen_at > $3 - make_interval(secs => t.idle_timeout_seconds)', replace: '', ...onData },
  { name: 'the last usable owner is not offered to be taken away', file: 'lib/administrators/person-offers.ts', find: 'const lastOwner = facts.otherOwners === 0', replace: 'const lastOwner = facts.otherOwners === -1', ...onOffers },
  { name: 'the role of the last usable owner is not offered to be ended', file: 'lib/administrators/person-offers.ts', find: 'ownsStanding(grant, actor.now) && otherOwners === 0', replace: 'ownsStanding(grant, actor.now) && otherOwners === -1', ...onOffers },
  { name: 'a button carries what can() says', file: 'lib/administrators/person-offers.ts', find: 'offers[act] = decision.allowed ? otherwise : decision.because.sentence', replace: 'offers[act] = otherwise', ...onOffers },
  { name: 'nothing is offered that the viewer’s roles never allow', file: 'lib/administrators/person-offers.ts', find: 'if (!holds(actor, permission)) return\n', replace: '', ...onOffers },
  { name: 'whoever cannot sign in is given no address to confirm', file: 'lib/administrators/change-address.ts', find: "if (found.status !== 'active')", replace: "if (found.status === 'deleted')", ...onAddress },
  { name: 'the list counts no factor that the policy does not take', file: 'lib/administrators/list-data.ts', find: 'row.glass || allowed.includes(kind)', replace: 'row.glass || allowed.length > 0 || kind', ...onPowers },
  { name: 'the profile counts no factor that the policy does not take', file: 'lib/administrators/profile-data.ts', find: 'CASE WHEN a.factor_kinds && t.mfa_allowed_factors OR a.break_glass_at IS NOT NULL THEN a.factor_enrolled_at END', replace: 'a.factor_enrolled_at', ...onPowers },
  { name: 'Can they? counts no factor that the policy does not take', file: 'lib/roles/data.ts', find: 'row.breakGlassAt !== null || row.factorKinds', replace: 'row.breakGlassAt === null || row.factorKinds', project: 'integration', test: 'lib/roles/can-they.integration.test.ts' },
]
