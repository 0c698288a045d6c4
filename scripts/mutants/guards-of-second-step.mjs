/** Guards of the second step, of passkeys alone, of confirming in place, of resets and activations that ask for a factor; named-guards.mjs says what becomes of them. */
const guard = (test) => (name, file, find, replace) => ({ name, file, find, replace, project: 'integration', test })
const ofStep = guard('lib/sign-in/second-step.integration.test.ts')
const ofPasskey = guard('lib/sign-in/passkey-sign-in.integration.test.ts')
const ofTaking = guard('lib/mfa/passkeys.integration.test.ts')
const ofStepUp = guard('lib/account/step-up.integration.test.ts')
const ofReset = guard('lib/sign-in/reset-password.integration.test.ts')
const ofActivation = guard('lib/sign-in/activation-enrolment.integration.test.ts')
const ofGrace = guard('lib/authn/grace.integration.test.ts')

export const guardsOfSecondStep = [
  ofStep('no session begins while a second factor is owed (T18)', 'lib/authn/complete-sign-in.ts', 'if (!factor && (person.hasFactor ||', 'if (!factor && ('),
  ofStep('a factor is asked for, whether the policy takes its kind or not', 'lib/authn/hold-person.ts', 'a.factor_enrolled_at IS NOT NULL AS "hasFactor"', 'a.factor_kinds && (SELECT t.mfa_allowed_factors FROM tenant t WHERE t.id = a.tenant_id) AS "hasFactor"'),
  ofStep('and is taken where there is no other', 'lib/mfa/factor-ways.ts', ' OR NOT a.factor_kinds && t.mfa_allowed_factors)', ')'),
  ofStep('the session knows which factor was used', 'lib/authn/complete-sign-in.ts', "CASE WHEN ${factor ?? null}::text IS NOT NULL THEN p.now END, ${factor ?? null}::text,", 'NULL, NULL,'),
  ofStep('a pending sign-in runs out', 'lib/sign-in/pending-sign-in.ts', 'OR p.expires_at <= castellan_now() OR', 'OR'),
  ofStep('a pending sign-in has five tries, then it starts over (T12)', 'lib/sign-in/pending-sign-in.ts', ' OR p.tries >= $2) AS over', ' OR p.tries >= $2 + 100) AS over'),
  ofStep('a password that was changed meanwhile lets nobody in', 'lib/sign-in/take-second-step.ts', 'comparedHash === null ? {} : { proof: { comparedHash } }', 'comparedHash === null ? {} : {}'),
  ofStep('codes of the second step are counted', 'lib/mfa/factor-attempts.ts', 'if (pendingId !== undefined && !(await countPending(', 'if (pendingId === null && !(await countPending('),
  ofStep('a passkey answers in the pending sign-in it was asked in', 'lib/sign-in/take-second-step.ts', "bound: { purpose: 'second_step', id } })", "bound: { purpose: 'second_step', id: given.kind === 'passkey' ? (await tx.passkeyChallenge.findFirstOrThrow({ where: { id: given.challengeId } })).boundTo ?? id : id } })"),
  // Both questions that ask for the tenant go at once: the passkey's own is believed.
  ofTaking('a passkey counts in its own tenant', 'lib/mfa/passkeys.ts', 'const { tenantId, administratorId, now } = asked\n  const challenge =', 'const { administratorId, now } = asked\n  const { tenantId } = (await tx.secondFactor.findFirst({ where: { credentialId: bytesOf(response.id) } })) ?? asked\n  const challenge ='),
  ofPasskey('every failure of a passkey has one answer', 'lib/sign-in/passkey-sign-in.ts', "if (!(error instanceof AppError) || error.code !== 'wrong_credentials') throw error", 'throw error'),
  ofStepUp('where a factor is enrolled the password confirms nothing (T26)', 'lib/account/confirm-identity.ts', 'if (await findFactorWays(tenantId, administratorId, within)) throw', 'if (within === null) throw'),
  ofStepUp('a factor given later marks the session too', 'lib/account/confirm-identity.ts', 'await rotateSession(tx, { ...rotation, factor: accepted.kind })', 'await rotateSession(tx, { ...rotation, fresh: true })'),
  ofStepUp('a passkey confirms in the session it was asked in', 'lib/account/confirm-identity.ts', "bound: { purpose: 'step_up', id: sessionId } }", "bound: { purpose: 'step_up', id: given.kind === 'passkey' ? (await tx.passkeyChallenge.findFirstOrThrow({ where: { id: given.challengeId } })).boundTo! : sessionId } }"),
  ofReset('a reset asks for a factor that was enrolled since its page was drawn (T38)', 'lib/sign-in/factor-of-reset.ts', 'if (await findFactorWays(tenantId, administratorId, tx)) throw factorNeeded()', ''),
  ofReset('a reset counts and compares the factor it was given (T38)', 'lib/sign-in/reset-password.ts', 'const { entries, replacement } = await acceptForReset(tx, link, counted, now)', 'const { entries, replacement } = counted === null ? await acceptForReset(tx, link, counted, now) : { entries: [], replacement: null }'),
  ofActivation('a role that needs a factor is not activated without one (T16)', 'lib/sign-in/enrol-with-activation.ts', 'if (await needsApp(tx, tenantId, administratorId)) throw', 'if (tenantId === administratorId) throw'),
  ofActivation('the code is one of the app’s', 'lib/sign-in/enrol-with-activation.ts', 'if (step === null) throw wrongCode()', ''),
  ofActivation('a draft counts for the link it was made for', 'lib/sign-in/enrolment-draft.ts', '`activation|${tenantId}|${id}`', '`activation|${tenantId}|${id.slice(0, 0)}`'),
  ofActivation('whoever is activated under the policy has no grace', 'lib/sign-in/activate-invited.ts', 'SET mfa_without_grace = true FROM', 'SET mfa_without_grace = false FROM'),
  ofActivation('every look at an invitation is shown another secret', 'lib/sign-in/enrolment-draft.ts', 'const secret = newTotpSecret()', "const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'"),
  ofGrace('grace begins once', 'lib/authn/complete-sign-in.ts', 'mfa_bound_at = coalesce(a.mfa_bound_at, CASE', 'mfa_bound_at = coalesce(CASE'),
  ofGrace('grace begins only for whom the policy binds', 'lib/authn/policy-binds.ts', 'AND g.role = ANY (t.mfa_required_roles)', ''),
]
