import 'server-only'
import { generateAuthenticationOptions, generateRegistrationOptions, verifyAuthenticationResponse, verifyRegistrationResponse } from '@simplewebauthn/server'
import type { AuthenticationResponseJSON, PublicKeyCredentialCreationOptionsJSON, PublicKeyCredentialRequestOptionsJSON, RegistrationResponseJSON } from '@simplewebauthn/server'
import type { Tx } from '@/lib/db/client'
import { env } from '@/lib/env'
import { IS_ASKED } from './factor-ways'
import { makeChallenge, takeChallenge, type ChallengeFor } from './passkey-challenges'

// The relying party is the origin of the configuration, never what a request says about its host.
const relyingParty = () => ({ id: new URL(env().APP_ORIGIN).hostname, origin: env().APP_ORIGIN })

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url')
const bytesOf = (base64url: string) => new Uint8Array(Buffer.from(base64url, 'base64url'))

interface Whose {
  tenantId: string
  administratorId: string
  /** epoch milliseconds */
  now: number
}

/** A challenge and what the browser is to be asked with it. */
export interface Asked<O> {
  challengeId: string
  options: O
}

const credentialsOf = async (tx: Tx, { tenantId, administratorId }: Whose) => {
  const rows = await tx.secondFactor.findMany({ where: { tenantId, administratorId, kind: 'passkey' }, select: { credentialId: true, transports: true }, orderBy: { createdAt: 'asc' } })
  return rows.map(({ credentialId, transports }) => ({ id: text(credentialId!), transports }))
}

/** Asks the browser for a new passkey that verifies its user and can be found without a name. @param sessionId where it must be answered */
export async function askForNewPasskey(tx: Tx, whose: Whose, { sessionId, account, name, issuer }: { sessionId: string; account: string; name: string; issuer: string }): Promise<Asked<PublicKeyCredentialCreationOptionsJSON>> {
  const { tenantId, administratorId, now } = whose
  const { id: challengeId, challenge } = await makeChallenge(tx, { tenantId, administratorId, purpose: 'enrol', boundTo: sessionId, now })
  const options = await generateRegistrationOptions({
    rpName: issuer, rpID: relyingParty().id, userID: bytesOf(Buffer.from(administratorId.replaceAll('-', ''), 'hex').toString('base64url')), userName: account, userDisplayName: name, challenge,
    attestationType: 'none', excludeCredentials: await credentialsOf(tx, whose), authenticatorSelection: { residentKey: 'preferred', userVerification: 'required' },
  })
  return { challengeId, options }
}

export interface NewPasskey {
  credentialId: Uint8Array<ArrayBuffer>
  publicKey: Uint8Array<ArrayBuffer>
  signCount: number
  transports: string[]
  backedUp: boolean
}

/** @returns the new passkey, its challenge taken; null for an answer that is not to this challenge, of this session, from this origin, with the user verified */
export async function takeNewPasskey(tx: Tx, { tenantId, administratorId, now }: Whose, { sessionId, challengeId, response }: { sessionId: string; challengeId: string; response: RegistrationResponseJSON }): Promise<NewPasskey | null> {
  const challenge = await takeChallenge(tx, challengeId, { tenantId, administratorId, purpose: 'enrol', boundTo: sessionId, now })
  if (!challenge) return null
  const { id: expectedRPID, origin: expectedOrigin } = relyingParty()
  const result = await verifyRegistrationResponse({ response, expectedChallenge: text(challenge), expectedOrigin, expectedRPID, requireUserVerification: true }).catch(() => null)
  if (!result?.verified) return null
  const { credential, credentialBackedUp } = result.registrationInfo
  return { credentialId: bytesOf(credential.id), publicKey: new Uint8Array(credential.publicKey), signCount: credential.counter, transports: [...(credential.transports ?? [])].slice(0, 10), backedUp: credentialBackedUp }
}

/**
 * Asks the browser for a signature: by one of a person's passkeys, or by any where nobody is known yet.
 * @param asked for whom and what; the answer counts for the same only
 */
export async function askForPasskey(tx: Tx, asked: ChallengeFor & { now: number }): Promise<Asked<PublicKeyCredentialRequestOptionsJSON>> {
  const { tenantId, administratorId, now } = asked
  const { id: challengeId, challenge } = await makeChallenge(tx, asked)
  const options = await generateAuthenticationOptions({
    rpID: relyingParty().id, challenge, userVerification: 'required',
    ...(administratorId === null ? {} : { allowCredentials: await credentialsOf(tx, { tenantId, administratorId, now }) }),
  })
  return { challengeId, options }
}

interface KnownPasskey { id: string; administrator_id: string; credential_id: Uint8Array; public_key: Uint8Array<ArrayBuffer>; sign_count: bigint; transports: string[] }

/**
 * Accepts a signature: the challenge is taken, the passkey is one of this tenant (and of this person, where one is known) and of a kind the
 * policy allows, the user was verified, and the counter has moved on, by a guarded update.
 * @returns whose passkey it was; null for anything else
 */
export async function takePasskey(tx: Tx, asked: ChallengeFor & { now: number }, { challengeId, response }: { challengeId: string; response: AuthenticationResponseJSON }): Promise<{ administratorId: string; factorId: string } | null> {
  const { tenantId, administratorId, now } = asked
  const challenge = await takeChallenge(tx, challengeId, asked)
  if (!challenge) return null
  const [known] = await tx.$queryRaw<KnownPasskey[]>`
    SELECT f.id, f.administrator_id, f.credential_id, f.public_key, f.sign_count, f.transports
    FROM second_factor f JOIN tenant t ON t.id = f.tenant_id JOIN administrator a ON a.tenant_id = f.tenant_id AND a.id = f.administrator_id
    WHERE f.tenant_id = ${tenantId}::uuid AND f.credential_id = ${bytesOf(response.id)}::bytea AND f.confirmed_at IS NOT NULL
      AND (${administratorId}::uuid IS NULL OR f.administrator_id = ${administratorId}::uuid)
      AND ${IS_ASKED} AND (${administratorId}::uuid IS NOT NULL OR f.kind = ANY (t.mfa_allowed_factors) OR a.break_glass_at IS NOT NULL)`
  if (!known) return null
  const counter = await counterOf(known, challenge, response)
  if (counter === null) return null
  const taken = await tx.$executeRaw`
    UPDATE second_factor SET sign_count = ${counter}, last_used_at = ${new Date(now)}
    WHERE tenant_id = ${tenantId}::uuid AND id = ${known.id}::uuid AND (sign_count < ${counter} OR (sign_count = 0 AND ${counter} = 0))`
  return taken === 1 ? { administratorId: known.administrator_id, factorId: known.id } : null
}

/** @returns the authenticator's counter, when everything about its answer is right */
async function counterOf({ credential_id, public_key, sign_count, transports }: KnownPasskey, challenge: Uint8Array, response: AuthenticationResponseJSON): Promise<number | null> {
  const { id: expectedRPID, origin: expectedOrigin } = relyingParty()
  const credential = { id: text(credential_id), publicKey: public_key, counter: Number(sign_count), transports }
  const result = await verifyAuthenticationResponse({ response, expectedChallenge: text(challenge), expectedOrigin, expectedRPID, credential, requireUserVerification: true }).catch(() => null)
  return result?.verified ? result.authenticationInfo.newCounter : null
}
