import 'server-only'
import { randomUUID } from 'node:crypto'
import type { RegistrationResponseJSON, PublicKeyCredentialCreationOptionsJSON } from '@simplewebauthn/server'
import type { Work } from '@/lib/actions/work'
import { tellOwners } from '@/lib/administrators/tell-owners'
import { endSessions } from '@/lib/authn/end-sessions'
import { rotateSession } from '@/lib/authn/rotate-session'
import { isPrivilegedRole } from '@/lib/authz/rules'
import { AppError } from '@/lib/errors/app-error'
import { personName } from '@/lib/format/person-name'
import { announce } from '@/lib/live/announce'
import { drawQr, type QrDrawing } from './draw-qr'
import { takeEnrolmentCode, type Mailed } from './enrolment-code'
import { askForNewPasskey, takeNewPasskey, type Asked } from './passkeys'
import { countRecoveryCodes, makeRecoveryCodes } from './recovery-codes'
import { tellFactorChange } from './tell-factors'
import { newTotpSecret, openTotpSecret, sealTotpSecret, totpStepOf, totpUri } from './totp'

const DRAFT_MILLISECONDS = 15 * 60_000
const MOST_FACTORS = 10

export interface TotpDraft {
  factorId: string
  /** to be typed by hand; nothing returns it again */
  secret: string
  /** opens an authenticator app on the same device */
  uri: string
  /** the same as a picture for another device */
  qr: QrDrawing
}

/** What is known once a factor is enrolled; the codes are there when it was the first. */
export interface Enrolled {
  factorId: string
  recoveryCodes: string[] | null
}

type Kind = 'totp' | 'passkey'

async function refuseMore({ tx, tenantId, actor }: Work, kind: Kind): Promise<void> {
  const { mfaAllowedFactors } = await tx.tenant.findUniqueOrThrow({ where: { id: tenantId }, select: { mfaAllowedFactors: true } })
  if (!mfaAllowedFactors.includes(kind)) throw new AppError('wrong_state', { sentence: `The MFA policy of your tenant does not allow ${kind === 'totp' ? 'authenticator apps' : 'passkeys'}.` })
  const held = await tx.secondFactor.count({ where: { tenantId, administratorId: actor.administratorId, confirmedAt: { not: null } } })
  if (held >= MOST_FACTORS) throw new AppError('wrong_state', { sentence: `You have ${MOST_FACTORS} second factors. Remove one before you add another.` })
}

/** Begins an authenticator app: a draft, which is no factor until one of its codes has come back. @throws AppError wrong_state */
export async function startTotp(work: Work): Promise<TotpDraft> {
  const { tx, tenantId, actor: { administratorId }, facts, now, record } = work
  await refuseMore(work, 'totp')
  await tx.secondFactor.deleteMany({ where: { tenantId, administratorId, confirmedAt: null } })
  const [factorId, secret] = [randomUUID(), newTotpSecret()]
  await tx.secondFactor.create({
    data: {
      tenantId, id: factorId, administratorId, kind: 'totp', name: 'Authenticator app', createdAt: new Date(now), draftExpiresAt: new Date(now + DRAFT_MILLISECONDS),
      secretSealed: sealTotpSecret(secret, { tenantId, administratorId, factorId }),
    },
  })
  record({ action: 'factor.begun', target: { type: 'factor', id: factorId }, affectedId: administratorId, after: { kind: 'totp' } })
  const uri = totpUri(secret, { issuer: facts.tenant.name, account: facts.person.email })
  return { factorId, secret, uri, qr: drawQr(uri) }
}

/** A right code makes the draft a factor, by one guarded update. @throws AppError wrong_code, wrong_state */
export async function confirmTotp(work: Work, { factorId, name, code, mailed }: { factorId: string; name: string; code: string; mailed: Mailed | null }): Promise<Enrolled> {
  const { tx, tenantId, actor: { administratorId }, now } = work
  await refuseMore(work, 'totp')
  await proveAddress(work, mailed)
  const draft = await tx.secondFactor.findFirst({ where: { tenantId, id: factorId, administratorId, kind: 'totp', confirmedAt: null, draftExpiresAt: { gt: new Date(now) } }, select: { secretSealed: true } })
  if (!draft) throw new AppError('wrong_state', { sentence: 'This took too long, or was begun again elsewhere. Start over with a new picture.', reason: 'draft_over' })
  const step = totpStepOf(openTotpSecret(draft.secretSealed!, { tenantId, administratorId, factorId }), code, now)
  if (step === null) throw wrongCode('This is not the code that the app shows now. Wait for the next one, and check that the clock of the phone is right.')
  const { count } = await tx.secondFactor.updateMany({
    where: { tenantId, id: factorId, administratorId, confirmedAt: null },
    data: { name, confirmedAt: new Date(now), draftExpiresAt: null, lastStep: step, lastUsedAt: new Date(now) },
  })
  if (count !== 1) throw new AppError('wrong_state', { sentence: 'This authenticator app was added already.' })
  return finish(work, { factorId, kind: 'totp', name })
}

const wrongCode = (sentence: string) => new AppError('wrong_code', { sentence, fields: { code: sentence } })

/** What the browser is to be asked for a new passkey. @throws AppError wrong_state */
export async function startPasskey(work: Work): Promise<Asked<PublicKeyCredentialCreationOptionsJSON>> {
  const { tx, tenantId, actor: { administratorId, sessionId }, facts, now, record } = work
  await refuseMore(work, 'passkey')
  record({ action: 'factor.begun', target: { type: 'administrator', id: administratorId }, affectedId: administratorId, after: { kind: 'passkey' } })
  return askForNewPasskey(tx, { tenantId, administratorId, now }, { sessionId, account: facts.person.email, name: personName(facts.person), issuer: facts.tenant.name })
}

interface ConfirmingPasskey { challengeId: string; response: RegistrationResponseJSON; name: string; mailed: Mailed | null }

/** @throws AppError wrong_code for an answer that is not to what was asked, already_exists, wrong_state */
export async function confirmPasskey(work: Work, { challengeId, response, name, mailed }: ConfirmingPasskey): Promise<Enrolled> {
  const { tx, tenantId, actor: { administratorId, sessionId }, now } = work
  await refuseMore(work, 'passkey')
  await proveAddress(work, mailed)
  const passkey = await takeNewPasskey(tx, { tenantId, administratorId, now }, { sessionId, challengeId, response })
  if (!passkey) throw new AppError('wrong_code', { sentence: 'The passkey could not be verified. Try again.' })
  if ((await tx.secondFactor.count({ where: { tenantId, credentialId: passkey.credentialId } })) > 0) throw new AppError('already_exists', { sentence: 'This passkey is enrolled already.' })
  const { id: factorId } = await tx.secondFactor.create({
    data: { tenantId, administratorId, kind: 'passkey', name, createdAt: new Date(now), confirmedAt: new Date(now), ...passkey },
    select: { id: true },
  })
  return finish(work, { factorId, kind: 'passkey', name })
}

/** The first factor asks for the address as well: a password alone, stolen, must not become a second factor of the thief. */
async function proveAddress({ tx, tenantId, actor: { administratorId, factorEnrolledAt }, now }: Work, mailed: Mailed | null): Promise<void> {
  if (factorEnrolledAt !== null) return
  if (!mailed) throw new AppError('wrong_code', { sentence: 'Write the code that was mailed to you.', fields: { mailedCode: 'Write the code that was mailed to you.' } })
  await takeEnrolmentCode(tx, { tenantId, administratorId, now }, mailed)
}

/** What every new factor brings along: this session has used it and goes on under a new reference, all others end, and the person is told. */
async function finish(work: Work, { factorId, kind, name }: { factorId: string; kind: Kind; name: string }): Promise<Enrolled> {
  const { tx, tenantId, actor, facts, now, record, renewal } = work
  const { administratorId, sessionId, factorEnrolledAt } = actor
  const whose = { tenantId, administratorId, now }
  const first = factorEnrolledAt === null
  // Codes from before the first that counts were made by whoever had the password alone.
  const recoveryCodes = first || (await countRecoveryCodes(tx, whose)) === 0 ? await makeRecoveryCodes(tx, whose) : null
  await endSessions(tx, { ...whose, reason: 'factors_changed', except: sessionId })
  await rotateSession(tx, { tenantId, sessionId, renewal, now, factor: kind })
  await tellFactorChange(tx, whose, { what: 'enrolled', factor: name })
  if (first && actor.grants.some(({ role }) => isPrivilegedRole(role))) {
    const person = `${personName(facts.person)} (${facts.person.email})`
    await tellOwners(work, (owner) => ({ name: 'factor_of_another_enrolled', tenantName: facts.tenant.name, recipientName: owner.name, person }), [administratorId])
  }
  await announce(tx, { tenantId, topic: 'administrators', administratorId })
  record({ action: 'factor.enrolled', target: { type: 'factor', id: factorId }, affectedId: administratorId, after: { kind, first } })
  if (recoveryCodes) record({ action: 'recovery_code.made', target: { type: 'administrator', id: administratorId }, affectedId: administratorId, after: { count: recoveryCodes.length } })
  return { factorId, recoveryCodes }
}
