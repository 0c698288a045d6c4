const onPasswords = { project: 'integration', test: 'lib/password-policy/password-policy.integration.test.ts' }
const onSessions = { project: 'integration', test: 'lib/session-policy/session-policy.integration.test.ts' }
const onGuessing = { project: 'integration', test: 'lib/brute-force/brute-force.integration.test.ts' }
const onDomains = { project: 'integration', test: 'lib/domain-allowlist/domain-allowlist.integration.test.ts' }
const onCounts = { project: 'integration', test: 'lib/preview/impact-counts.integration.test.ts' }
const onNames = { project: 'unit', test: 'lib/domain-allowlist/allowed-domains.test.ts' }
const onChecks = { project: 'unit', test: 'lib/password-policy/check-password.test.ts' }

/**
 * Guards of the policies of signing in: what they bind, and what may not be saved.
 * @type {{ name: string, file: string, find: string, replace: string, project: 'unit' | 'integration', test: string }[]}
 */
export const guardsOfPolicies = [
  { name: 'a length below 15 is saved only while a second factor is asked of everyone (T01)', file: 'lib/password-policy/set-password-policy.ts', find: 'if (values.minimumLength < shortest) throw', replace: 'if (values.minimumLength < 0) throw', ...onPasswords },
  { name: 'a length below 15 is in force only while a second factor is asked of everyone (T01)', file: 'lib/password-policy/policy-terms.ts', find: 'return mfaRequiredForEveryone ? 8 :', replace: 'return mfaRequiredForEveryone || true ? 8 :', ...onChecks },
  { name: 'each kind of characters is counted where a policy asks for it', file: 'lib/password-policy/check-password.ts', find: 'return found >= least ? []', replace: 'return found >= 0 ? []', ...onChecks },
  { name: 'a password too old owes a new one', file: 'lib/authn/password-due.ts', find: "<= ${now} THEN 'expired' END", replace: "<= ${now} AND false THEN 'expired' END", ...onPasswords },
  { name: 'everyone who is asked owes a new password', file: 'lib/authn/password-due.ts', find: 'WHEN c.changed_at < t.password_change_asked_at THEN', replace: 'WHEN c.changed_at < t.password_change_asked_at AND false THEN', ...onPasswords },
  { name: 'the password that has to be changed is not chosen again, with or without a history', file: 'lib/password-policy/prepare-password.ts', find: 'return state === null || (state.works && state.due === null)', replace: 'return true', ...onPasswords },
  { name: 'a password that was stolen somewhere is refused (T02)', file: 'lib/password-policy/prepare-password.ts', find: 'if (policy.refuseCommon && (await isBreached(password)))', replace: 'if (policy.refuseCommon && false)', ...onPasswords },
  { name: 'a breach service is asked only what the policy would take (T02)', file: 'lib/password-policy/prepare-password.ts', find: "  if (faults.length > 0) throw refused(faults.map(({ sentence }) => sentence).join(' '))\n  // Only what the policy would take is asked about.\n  if (policy.refuseCommon && (await isBreached(password))) throw refused(breachedFault().sentence)\n", replace: "  if (policy.refuseCommon && (await isBreached(password))) throw refused(breachedFault().sentence)\n  if (faults.length > 0) throw refused(faults.map(({ sentence }) => sentence).join(' '))\n", ...onPasswords },
  { name: 'what pads the answer of a breach service was never stolen (T02)', file: 'lib/password-policy/breached-password.ts', find: ' && Number(times) > 0', replace: '', ...onPasswords },
  { name: 'a stale version of the password policy is not saved', file: 'lib/password-policy/data.ts', find: 'if (current.version !== version) throw', replace: 'if (current.version < version) throw', ...onPasswords },
  { name: 'a stale version of brute-force protection is not saved', file: 'lib/brute-force/data.ts', find: 'if (current.version !== version) throw', replace: 'if (current.version < version) throw', ...onGuessing },
  { name: 'limits of sessions bind those that run (T21)', file: 'lib/session-policy/set-session-policy.ts', find: 'AND NOT ${withinLimits(limits, now)}', replace: 'AND false AND NOT ${withinLimits(limits, now)}', ...onSessions },
  { name: 'longer limits bring back no session that was over (T21)', file: 'lib/session-policy/set-session-policy.ts', find: 'AND NOT ${withinLimits(before, now)}', replace: 'AND false AND NOT ${withinLimits(before, now)}', ...onSessions },
  { name: 'a stale version of the limits of sessions is not saved', file: 'lib/session-policy/data.ts', find: 'if (current.version !== version) throw', replace: 'if (current.version < version) throw', ...onSessions },
  { name: 'a domain is allowed only whole, or under a dot', file: 'lib/domain-allowlist/allowed-domains.ts', find: 'domain.endsWith(`.${allowed.domain}`)', replace: 'domain.endsWith(allowed.domain)', ...onNames },
  { name: 'subdomains are allowed only where it says so', file: 'lib/domain-allowlist/allowed-domains.ts', find: '(allowed.subdomains && domain', replace: '(domain', ...onNames },
  { name: 'the allowlist binds invitations', file: 'lib/invitations/invite-administrator.ts', find: '  await refuseOutsideAllowlist(tx, tenantId, email.key)\n', replace: '', ...onDomains },
  { name: 'the allowlist does not tell who is here already', file: 'lib/places/invite-to-place.ts', find: "if (!holds(work.actor, 'administrator:read')) await", replace: "if (holds(work.actor, 'administrator:read')) await", ...onDomains },
  { name: 'the allowlist binds changes of address as they are asked for', file: 'lib/account/start-address-change.ts', find: '  await refuseOutsideAllowlist(tx, tenantId, next.key)\n', replace: '', ...onDomains },
  { name: 'the allowlist binds changes of address as they are confirmed', file: 'lib/account/finish-address-change.ts', find: "    await refuseOutsideAllowlist(tx, change.tenantId, canonicalEmail(change.newValue)?.key ?? '')\n", replace: '', ...onDomains },
  { name: 'a stale version of the allowlist is not saved', file: 'lib/domain-allowlist/data.ts', find: 'if (current.version !== version) throw', replace: 'if (current.version < version) throw', ...onDomains },
  { name: 'an impact counts no role that ended since roles were written down', file: 'lib/mfa-policy/data.ts', find: '(SELECT r.held FROM roles_of(p.tenant_id, p.id, ${at}) r)', replace: 'p.roles_held', ...onCounts },
  { name: 'an impact counts whose roles ended all the same', file: 'lib/mfa-policy/data.ts', find: '`p.roles_until <= ${at}`', replace: '`false`', ...onCounts },
  { name: 'of the hour of a limit only the passwords before it are due', file: 'lib/password-policy/data.ts', find: ' AND changed_at <= ${new Date(until)}', replace: '', ...onCounts },
  { name: 'a password chosen after everybody was asked is not due', file: 'lib/password-policy/data.ts', find: 'askedAt.getTime() - 1', replace: 'askedAt.getTime()', ...onCounts },
]
