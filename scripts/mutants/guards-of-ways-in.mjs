/** Guards of ways in and of previews; named-guards.mjs says what becomes of them. */
const guard = (test, project = 'integration') => (name, file, find, replace) => ({ name, file, find, replace, project, test })
const [ofWays, ofPolicy, ofSignIn] = ['lib/ways-in/ways-in', 'lib/mfa-policy/mfa-policy', 'lib/sign-in/sign-in'].map((test) => guard(`${test}.integration.test.ts`))
const ofSaves = guard('lib/administrators/preview-is-the-save.integration.test.ts')
const [ofPasswords, ofSessions, ofDomains, ofSettings, ofMethods] = ['lib/password-policy/password-policy', 'lib/session-policy/session-policy', 'lib/domain-allowlist/domain-allowlist', 'lib/pim/set-role-settings', 'lib/sign-in-methods/methods'].map((test) => guard(`${test}.integration.test.ts`))
const ofEnds = guard('lib/sso/preview-is-the-end.integration.test.ts')
const proved = guard('lib/ways-in/prove.test.ts', 'unit')

export const guardsOfWaysIn = [
  proved('single sign-on never counts as the last way (T47)', 'lib/ways-in/paths.ts', "label: `Single sign-on by ${name}`, counts: false", "label: `Single sign-on by ${name}`, counts: true"),
  proved('a code by mail never counts as the last way (T47)', 'lib/ways-in/paths.ts', "label: 'Code by mail', counts: false", "label: 'Code by mail', counts: true"),
  proved('required SSO shuts what is built in (T47)', 'lib/ways-in/paths.ts', 'if (boundTo(owner, world)) return false', ''),
  proved('a requirement that was not confirmed takes itself back (T47)', 'lib/ways-in/paths.ts', '(required.revertsAt === null || now < required.revertsAt)', '(required.revertsAt === null || now <= required.revertsAt)'),
  proved('a blocked factor opens no enrolment (T12)', 'lib/ways-in/paths.ts', 'return owner.factors.length === 0 ? password', 'return owner.factors.length < 9 ? password'),
  proved('a factor that is not taken does not leave a way that counts (T47)', 'lib/ways-in/paths.ts', 'const counts = hasTaken(owner, world)', 'const counts = true'),
  proved('a password that must be reset counts where mail arrives only (T52)', 'lib/ways-in/paths.ts', "return reachable ? 'After a reset by mail.' : undefined", "return reachable || password !== 'usable' ? 'After a reset by mail.' : undefined"),
  proved('break-glass accounts keep their ways (T47)', 'lib/ways-in/paths.ts', "|| (owner.breakGlass && first !== 'email_code' && owner.factors.length > 0)", ''),
  proved('only a standing role makes an owner who counts (T52)', 'lib/ways-in/paths.ts', "return owner.hold === 'standing' && pathsOf", "return owner.hold !== 'none' && pathsOf"),
  proved('whoever is not active gets in nowhere (T52)', 'lib/ways-in/paths.ts', "if (owner.status !== 'active') return []", "if (owner.status === 'new') return []"),
  proved('no usable owner left is refused (T52)', 'lib/ways-in/prove.ts', "if (usable === 0) return had ? 'refused' : 'fine'", "if (usable === 0) return had ? 'warned' : 'fine'"),
  ofWays('a blocked factor is read as blocked (T47)', 'lib/ways-in/data.ts', "'blocked', f.blocked_at IS NOT NULL", "'blocked', false"),
  ofWays('a factor that was not confirmed is none (T47)', 'lib/ways-in/data.ts', 'AND f.administrator_id = a.id AND f.confirmed_at IS NOT NULL', 'AND f.administrator_id = a.id'),
  ofPolicy('a policy that leaves no way in is refused (T52)', 'lib/mfa-policy/set-mfa-policy.ts', 'const owners = await refuseLosingLastOwner(tx, tenantId, NO_OWNER_LEFT)', 'const owners = 2'),
  ofPolicy('a policy does what was shown, or nothing (T54)', 'lib/mfa-policy/set-mfa-policy.ts', 'if (previewed !== null) refuseOtherPreview(', 'if (previewed === null) refuseOtherPreview('),
  ofPolicy('a preview stands for what it is about (T54)', 'lib/preview/refuse-other-preview.ts', 'digestOf({ about, stated })', 'digestOf({ about: {}, stated })'),
  ofSignIn('strangers switch off no password that the last owner depends on (T47)', 'lib/authn/settle-failure.ts', 'await refuseLosingLastOwner(tx, tenantId)', ''),
  ofSaves('a person and their roles change as was shown (T54)', 'lib/administrators/state-person.ts', 'refuseOtherPreview(previewed, ABOUT[what](administratorId), stated)', ''),
  ofSaves('factors are reset of whom was shown (T54)', 'lib/mfa/actions.ts', "asShown(work, 'status', input, async () => resetFactors(work, loaded))", 'resetFactors(work, loaded)'),
  ofSaves('who is deleted is who was shown (T54)', 'lib/administrators/actions.ts', "asShown(work, 'status', input, async () => hardDelete(work, found, input.typedEmail))", 'hardDelete(work, found, input.typedEmail)'),
  ofSaves('a stale version brings what is stated now (T54)', 'lib/administrators/state-person.ts', 'details: { ...error.failure.details, preview }', 'details: { ...error.failure.details }'),
  ofPasswords('passwords expire as was shown (T54)', 'lib/password-policy/set-password-policy.ts', 'refuseOtherPreview(previewed, { expiryDays }, await getPasswordImpact(tx, { tenantId, now }, expiryDays))', ''),
  ofSessions('sessions end as was shown (T54)', 'lib/session-policy/set-session-policy.ts', 'refuseOtherPreview(previewed, aboutLimits(limits), stated)', ''),
  ofDomains('the allowlist leaves outside whom it showed (T54)', 'lib/domain-allowlist/set-domain-allowlist.ts', 'refuseOtherPreview(previewed, aboutList(domains), await getAllowlistImpact(tx, tenantId, domains))', ''),
  ofSettings('settings of a role meet whom they showed (T54)', 'lib/pim/set-role-settings.ts', 'if (previewed !== undefined) refuseOtherPreview(', 'if (previewed === null) refuseOtherPreview('),
  ofSettings('settings go back to the defaults for whom it was shown (T54)', 'lib/pim/set-role-settings.ts', 'refuseOtherPreview(previewed, aboutReset(role), await stateReset(tx, { tenantId, now }, role))', 'Promise.resolve()'),
  ofMethods('methods do to whom what they showed (T54)', 'lib/sign-in-methods/set-methods.ts', 'refuseOtherPreview(previewed, is, await getMethodsImpact(tx, tenantId, { first, second }))', ''),
  guard('lib/sso/connections.integration.test.ts')('single sign-on is required of whom it showed (T54)', 'lib/sso/require-connection.ts', 'refuseOtherPreview(previewed, aboutRequiring(connectionId), await getRequiredImpact(tx, tenantId, connectionId))', ''),
  ofEnds('an identity provider is disabled as was shown (T54)', 'lib/sso/save-connection.ts', 'if (disabled && !before.disabled) refuseOtherPreview(', 'if (disabled && before.disabled) refuseOtherPreview('),
  ofEnds('an identity provider is removed as was shown (T54)', 'lib/sso/save-connection.ts', "refuseOtherPreview(previewed, aboutEnding('delete', connectionId), await getEndingImpact(tx, { tenantId, now }, 'delete', connectionId))", ''),
  guard('lib/ways-in/read-owners.integration.test.ts')('whom another provider knew has no way in by it (ways in)', 'lib/ways-in/data.ts', 'AND i.issuer = coalesce(s.issuer, s.entity_id)', ''),
]
