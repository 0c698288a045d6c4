import 'server-only'
import type { Work } from '@/lib/actions/work'
import { db, type Tx } from '@/lib/db/client'
import { JUST_IN_TIME_ROLE, ROLES } from '@/lib/authz/policy'
import { AppError } from '@/lib/errors/app-error'
import { readPastedAssertion } from '@/lib/saml/pasted-assertion'
import { SamlRefused } from '@/lib/saml/saml-refused'
import { readClaims, type Asserted, type ClaimNames, type Claims } from './asserted'
import { getConnectionForChange } from './connections-data'
import { whyNotMade, type NotMade } from './create-just-in-time'
import { rolesFor } from './mapped-roles'
import { readSamlClaims } from './saml-asserted'
import { readLines } from './sync-roles'

/** What would become of somebody who came with certain claims. */
export interface Outcome {
  asserted: Asserted
  /** labels of the roles that lines give for its groups */
  roles: string[]
  sentence: string
}

const HERE = {
  active: 'An administrator has this verified address: a link would be mailed there, and after it they would be signed in.',
  new: 'Somebody is invited with this verified address: while the invitation is open a link would be mailed there, which takes it and signs them in.',
} as const

/** Why nobody would be made, either. */
const NOT_MADE: Readonly<Record<NotMade, string>> = {
  off: 'just-in-time creation is off.', no_address: 'the address is not verified.', other_domain: 'its domain is not bound to this identity provider.', taken: 'the address belongs to somebody who is inactive or deleted, or is promised to somebody.',
  outside_allowlist: 'the domain allowlist does not name its domain.', no_name: 'the provider does not say first and last name, without which nobody is made.',
}

/** @param connection where it came through @param asserted what was said @returns what would happen, as it stands now; changes nothing */
export async function outcomeOf({ tenantId, connectionId, now }: { tenantId: string; connectionId: string; now: number }, asserted: Asserted, tx = db() as unknown as Tx): Promise<Outcome> {
  const { issuer, subject, emailKey, groups } = asserted
  const identity = await tx.ssoIdentity.findUnique({ where: { tenantId_connectionId_issuer_subject: { tenantId, connectionId, issuer, subject } }, select: { administratorId: true, vouchedMaterial: true } })
  const { protocol, materialVersion } = await tx.ssoConnection.findUniqueOrThrow({ where: { tenantId_id: { tenantId, id: connectionId } }, select: { protocol: true, materialVersion: true } })
  const outdated = identity !== null && protocol === 'saml' && identity.vouchedMaterial !== materialVersion
  const judging = await readLines(tx, { tenantId, connectionId, now })
  const roles = rolesFor(judging.lines, { groups, administratorId: identity?.administratorId ?? null }, judging).map(({ role }) => ROLES[role].label)
  if (outdated) return { asserted, roles, sentence: 'This identity is linked to an administrator, but what the provider is believed by has changed since: they are asked to confirm it by a mailed link.' }
  if (identity) return { asserted, roles, sentence: 'This identity is linked to an administrator, who would be signed in.' }
  if (emailKey === null) return { asserted, roles, sentence: 'Nobody would be signed in: this identity is linked to nobody, and the provider does not say that the address is verified.' }
  const [person, whyNot] = [await tx.administrator.findUnique({ where: { tenantId_emailKey: { tenantId, emailKey } }, select: { status: true } }), await whyNotMade(tx, { tenantId, connectionId }, asserted)]
  if (whyNot === null) return { asserted, roles: [...new Set([ROLES[JUST_IN_TIME_ROLE].label, ...roles])], sentence: 'An administrator would be made of them, with these roles, and signed in.' }
  return { asserted, roles, sentence: person?.status === 'active' || person?.status === 'new' ? HERE[person.status] : `Nobody would be signed in: this identity is linked to nobody, no active administrator has this address, and ${NOT_MADE[whyNot]}` }
}

/** Tries the mapping on a pasted ID token or its claims, or on an assertion. Nothing of it is verified or kept. @throws AppError invalid_input · not_found */
export async function dryRun({ tx, tenantId, now, record }: Work, { connectionId, token }: { connectionId: string; token: string }): Promise<Outcome> {
  const connection = await getConnectionForChange(tx, tenantId, connectionId)
  const asserted = connection.protocol === 'saml' ? pastedAssertion(token, connection) : readClaims(connection.issuer!, claimsOf(token), connection)
  if (!asserted) throw new AppError('invalid_input', { fields: { token: `There is no ${connection.subjectClaims.join(' and ')} in it: nobody is meant.` } })
  record({ target: { type: 'sso_connection', id: connectionId } })
  return outcomeOf({ tenantId, connectionId, now }, asserted, tx)
}

function pastedAssertion(text: string, connection: ClaimNames & { entityId: string | null }): Asserted | null {
  try {
    return readSamlClaims(connection.entityId!, readPastedAssertion(text), connection)
  } catch (error) {
    if (!(error instanceof SamlRefused)) throw error
    throw new AppError('invalid_input', { fields: { token: error.reason === 'encryption' ? 'It is encrypted. Paste one that the provider has not encrypted.' : error.reason === 'subject' ? 'There is no NameID in it: nobody is meant.' : 'Paste one assertion, or its response, as XML or in base64.' } })
  }
}

function claimsOf(token: string): Claims {
  const text = token.trim()
  try {
    const parsed: unknown = JSON.parse(text.startsWith('{') ? text : Buffer.from(text.split('.')[1] ?? '', 'base64url').toString('utf8'))
    if (parsed !== null && typeof parsed === 'object' && !Array.isArray(parsed)) return parsed as Claims
  } catch {
    // What it is not, the sentence below says.
  }
  throw new AppError('invalid_input', { fields: { token: 'Paste an ID token (three parts with dots) or its claims as JSON.' } })
}
