/** Guards of signing in, of links and of sessions; named-guards.mjs says what becomes of them. */
const signIn = 'lib/sign-in/sign-in.integration.test.ts'
const activation = 'lib/sign-in/activation.integration.test.ts'
const reset = 'lib/sign-in/reset-password.integration.test.ts'
const limits = 'lib/authn/session-limits.integration.test.ts'
const guard = (test) => (name, file, find, replace) => ({ name, file, find, replace, project: 'integration', test })
const [ofSignIn, ofActivation, ofReset, ofLimits] = [signIn, activation, reset, limits].map(guard)
const ofSso = guard('lib/sso/saml-sign-in.integration.test.ts')

/** Each step of each way to sign in, its file, and what stands before the call. */
const COUNTED = [
  ['a password', 'sign-in', ''],
  ['a code by mail is asked for', 'request-email-code', 'Promise<string> {\n'], ['a code by mail', 'email-code-sign-in', ''],
  ['a passkey is asked for', 'passkey-sign-in', 'askForSignIn(tenantSlug: string, origin: AuditOrigin): Promise<Asked<PublicKeyCredentialRequestOptionsJSON>> {\n'],
  ['a passkey', 'passkey-sign-in', 'Promise<SignedInSession> {\n'],
  ['a second step', 'take-second-step', ''],
  ['a passkey is asked for as the second step', 'passkey-sign-in', 'askForSecondStep(token: string | undefined, origin: AuditOrigin): Promise<Asked<PublicKeyCredentialRequestOptionsJSON>> {\n'],
  ['a code by mail is sent as the second step', 'request-email-code', 'origin: AuditOrigin }): Promise<void> {\n'], ['a code by mail as the second step', 'mailed-second-step', ''],
  ['a passkey is asked for as the factor of a reset', 'factor-of-reset', ''],
]
const COUNTED_SSO = [
  ['setting out to a provider', 'sso-route', "orBack({ tenantSlug, connectionId, next }, async () => {\n"],
  ['what a provider has posted', 'sso-route', "Omit<OnTheWay, 'query'> & { request: Request }): Promise<Response> {\n  return orBack({ tenantSlug, connectionId, next: '' }, async () => {\n"],
  ['coming back from a provider', 'sso-route', "comeBack({ tenantSlug, connectionId, query, origin }: OnTheWay): Promise<Response> {\n  return orBack({ tenantSlug, connectionId, next: '' }, async () => {\n"],
  ['a link that links is looked at', 'actions', "name: 'public:view-sign-in-link',\n  input: LinkTokenInput,\n  run: async ({ origin }, { token }) => {\n"],
  ['a link that links', 'actions', "name: 'public:link-sign-in',\n  input: LinkTokenInput,\n  run: async ({ origin }, { token }) => {\n"],
]

export const guardsOfSignIn = [
  ofSignIn('a password that was reset while it was compared signs nobody in', 'lib/authn/complete-sign-in.ts', '(proof && !isStillPassword(proof.comparedHash, person))', 'false'),
  ofSignIn('a password that was changed to another while it was compared signs nobody in', 'lib/authn/prove-password.ts', 'now?.hash === comparedHash && (', 'now !== undefined && ('),
  ofSignIn('a password that was switched off while it was compared signs nobody in', 'lib/authn/prove-password.ts', "comparedHash && (now.state === 'usable' || now.state === 'must_change')", 'comparedHash'),
  ofSignIn('the session this browser had before ends at sign-in (T22)', 'lib/authn/complete-sign-in.ts', 'replaces === undefined ? null', 'replaces !== undefined ? null'),
  ofSignIn('a locked pair is refused though the password is right (T05)', 'lib/authn/prove-password.ts', 'const credential = counted && account', 'const credential = account'),
  ofSignIn('whoever does not exist costs a hash too (T08)', 'lib/authn/password-hash.ts', 'await digest(bytes ?? Buffer.alloc(0), randomBytes(SALT_BYTES), costNow(), currentKeyId(), address)', ''),
  ofSignIn('a lock leaves the same whoever was asked for (T08)', 'lib/authn/settle-failure.ts', 'if (what === null) return', 'if (what === null || !(await findAccount(tenantId, emailKey))) return'),
  ofSignIn('a password that was set anew is not switched off by a job that comes late', 'lib/authn/settle-failure.ts', 'if (row === 0) return', ''),
  ofSignIn('one lock after the other does not flood a mailbox', 'lib/authn/settle-failure.ts', 'if (mailed) {', 'if (mailed || true) {'),
  ofSignIn('one network address signs in only so often', 'lib/sign-in/limit-sign-ins.ts', '{ burst: 60,', '{ burst: 61,'),
  ofSignIn('one network address comes back to signing in no faster than once a second', 'lib/sign-in/limit-sign-ins.ts', 'perSecond: 1 }', 'perSecond: 2 }'),
  ...COUNTED.map(([step, file, before]) => ofSignIn(`counted by network address: ${step}`, `lib/sign-in/${file}.ts`, `${before}  await limitSignIns(origin)`, before)),
  ...COUNTED_SSO.map(([step, file, before]) => ofSso(`counted by network address: ${step}`, `lib/sso/${file}.ts`, `${before}    await limitSignIns(origin)`, before)),
  ofActivation('a browser in which somebody is signed in takes no seat (T33)', 'lib/sign-in/accept-invitation.ts', 'if (signedInAs !== null) throw', 'if (signedInAs === \'\') throw'),
  ofActivation('an inviter who could no longer give the role gives none (T34)', 'lib/sign-in/activate-invited.ts', 'if (!inviter || !couldStillAssign(', 'if (!inviter && !couldStillAssign('),
  ofActivation('only somebody who is still new activates', 'lib/sign-in/activate-invited.ts', "if (invited?.status !== 'new') throw new AppError('link_unusable')", 'if (!invited) return'),
  ofActivation('names that are known are not taken from the form (T34)', 'lib/sign-in/accept-invitation.ts', "if (found.givenName !== '' && found.familyName !== '') return null", ''),
  ofActivation('a field that is not asked for refuses the form (T34)', 'lib/sign-in/schema.ts', 'export const ActivateInput = z.strictObject(', 'export const ActivateInput = z.object('),
  ofActivation('a form from elsewhere is not run (T66)', 'lib/actions/define-public-action.ts', 'await refuseForeignOrigin()', ''),
  ofReset('a link works once (T30)', 'lib/authn/link-tokens.ts', 'WHERE token_hash = ${tokenHash} AND purpose::text = ${purpose} AND used_at IS NULL AND revoked_at IS NULL AND expires_at > castellan_now()\n    RETURNING', 'WHERE token_hash = ${tokenHash} AND purpose::text = ${purpose} AND revoked_at IS NULL AND expires_at > castellan_now()\n    RETURNING'),
  ofActivation('asking again tells an inviter once an hour', 'lib/sign-in/ask-again.ts', 'if (count === 0) return', ''),
  ofActivation('asking again tells nobody about somebody who is active', 'lib/sign-in/ask-again.ts', "if (person?.status !== 'new') return null", 'if (!person) return null'),
  ofReset('a reset ends every session (T38)', 'lib/sign-in/reset-password.ts', "await endSessions(tx, { tenantId, administratorId, reason: 'password_reset', now })", ''),
  ofReset('a reset lifts every lock', 'lib/sign-in/reset-password.ts', 'await unlockAccount(tx, { tenantId, emailKey: person.emailKey, now })', ''),
  ofReset('a link of somebody who was deactivated does nothing', 'lib/sign-in/reset-password.ts', "if (person?.status !== 'active') throw new AppError('link_unusable')", "if (!person) throw new AppError('link_unusable')"),
  ofReset('one mailbox gets three links an hour (T36)', 'lib/sign-in/request-reset.ts', 'if (!(await takeSlot(`reset-mail:', 'if (false && !(await takeSlot(`reset-mail:'),
  ofReset('one network address asks ten times an hour (T36)', 'lib/sign-in/request-reset.ts', 'if (!(await takeSlot(`forgot:', 'if (false && !(await takeSlot(`forgot:'),
  ofReset('a new password ends the other links', 'lib/authn/store-password.ts', "await voidLinks(tx, { purpose: 'password_reset', tenantId, administratorId, now })", ''),
  ofReset('only an active person with a password is sent a link', 'lib/sign-in/request-reset.ts', "if (account?.status !== 'active' || !account.credential) return", 'if (!account) return'),
  ofLimits('a session that rests ends (T21)', 'lib/authn/session-facts.ts', 'AND s.last_seen_at + make_interval(secs => t.idle_timeout_seconds) > c.now', ''),
  ofLimits('a session ends after its absolute time (T21)', 'lib/authn/session-facts.ts', 's.ended_at IS NULL AND s.expires_at > c.now', 's.ended_at IS NULL'),
  ofLimits('a shorter limit binds sessions that run (T21)', 'lib/authn/session-facts.ts', 'AND s.created_at + make_interval(secs => t.absolute_timeout_seconds) > c.now', ''),
  ofLimits('what a tab asks by itself is no activity (T21)', 'lib/authn/session-facts.ts', 'WHERE ${touch}::boolean AND', 'WHERE (${touch}::boolean OR true) AND'),
]
