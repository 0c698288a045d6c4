// What everyone signed in may send about themselves, and what anybody at all may send. An action without a sample makes the attacks red.
import { randomBytes, randomUUID } from 'node:crypto'

const unique = (word: string) => `${word}-${randomBytes(5).toString('hex')}@attacked.example`
const LONG = 'several quiet lanterns over water'

const onNoRequest = { input: () => ({ requestId: randomUUID() }), settled: ['not_found'] }

/** Of one's own account. Each would be refused by the operation itself for a reason of its own, so that trying it changes nothing. */
export const OWN_SAMPLES: Record<string, { input: () => Record<string, unknown>; settled: string[] }> = {
  changeAddress: { input: () => ({ email: unique('own') }), settled: ['done'] },
  changePassword: { input: () => ({ current: 'not my password', password: LONG }), settled: ['wrong_credentials', 'wrong_state', 'invalid_input', 'password_refused'] },
  confirmIdentity: { input: () => ({ by: 'password', password: 'not my password' }), settled: ['wrong_credentials', 'wrong_state', 'invalid_input'] },
  askStepUpPasskey: { input: () => ({}), settled: ['done'] },
  endOtherSessions: { input: () => ({}), settled: ['done'] },
  endOwnSession: { input: () => ({ sessionId: randomUUID() }), settled: ['not_found'] },
  rename: { input: () => ({ version: 1, givenName: 'Other', familyName: 'Name' }), settled: ['done', 'conflict'] },
  setNewPassword: { input: () => ({ password: LONG }), settled: ['wrong_state', 'password_refused'] },
  withdrawAddress: { input: () => ({}), settled: ['done', 'wrong_state', 'not_found'] },
  mailEnrolmentCode: { input: () => ({}), settled: ['done', 'too_many', 'wrong_state'] },
  beginAuthenticator: { input: () => ({}), settled: ['done'] },
  addAuthenticator: { input: () => ({ factorId: randomUUID(), name: 'Phone', code: '000000', mailedCode: '000000' }), settled: ['wrong_code', 'wrong_state'] },
  beginPasskey: { input: () => ({}), settled: ['done'] },
  addPasskey: {
    input: () => ({ challengeId: randomUUID(), name: 'Laptop', mailedCode: '000000', response: { id: 'AA', rawId: 'AA', type: 'public-key', response: { clientDataJSON: 'AA', attestationObject: 'AA' } } }),
    settled: ['wrong_code', 'wrong_state'],
  },
  renameFactor: { input: () => ({ factorId: randomUUID(), name: 'Phone' }), settled: ['not_found'] },
  dropFactor: { input: () => ({ factorId: randomUUID() }), settled: ['not_found'] },
  makeNewRecoveryCodes: { input: () => ({}), settled: ['wrong_state', 'done'] },
  submitRequests: { input: () => ({ items: [{ grantId: randomUUID(), seconds: 1800, justification: 'Because it is needed' }] }), settled: ['not_found'] },
  withdrawRequest: onNoRequest,
  cancelActivation: onNoRequest,
  deactivateRole: onNoRequest,
  nudgeDeciders: onNoRequest,
  beginOwnLink: { input: () => ({ connectionId: randomUUID() }), settled: ['wrong_state'] },
  linkOwnIdentity: { input: () => ({ requestId: randomUUID() }), settled: ['wrong_state'] },
  unlinkOwnIdentity: { input: () => ({ identityId: randomUUID() }), settled: ['not_found'] },
  giveUpOwnGrant: { input: () => ({ grantId: randomUUID() }), settled: ['not_found'] },
}

const token = 'A'.repeat(43)
/** Of a passkey that nobody has. */
const PASSKEY_ANSWER = JSON.stringify({ id: 'AAAA', rawId: 'AAAA', type: 'public-key', response: { clientDataJSON: 'AAAA', authenticatorData: 'AAAA', signature: 'AAAA' } })

/** Of a form before there is a session: its fields. */
/** Fields that a form may leave out, and is then refused for another reason. */
export const MAY_BE_LEFT_OUT: Record<string, readonly string[]> = { activate: ['password'] }

export const PUBLIC_SAMPLES: Record<string, (tenant: string) => Record<string, string>> = {
  identify: (tenant) => ({ tenant, email: unique('nobody') }),
  signIn: (tenant) => ({ tenant, email: unique('nobody'), password: 'not a password' }),
  sendEmailCode: (tenant) => ({ tenant, email: unique('nobody') }),
  signInWithEmailCode: (tenant) => ({ tenant, email: unique('nobody'), code: '000000' }),
  sendSecondStepCode: () => ({}),
  secondStepByMail: () => ({ code: '000000' }),
  askPasskey: (tenant) => ({ tenant }),
  signInWithPasskey: (tenant) => ({ tenant, challengeId: randomUUID(), answer: PASSKEY_ANSWER }),
  secondStepByCode: () => ({ factorId: randomUUID(), code: '000000' }),
  secondStepByRecoveryCode: () => ({ code: '0000-0000-0000-0000-0000-0000' }),
  askSecondStepPasskey: () => ({}),
  secondStepByPasskey: () => ({ challengeId: randomUUID(), answer: PASSKEY_ANSWER }),
  signOut: () => ({}),
  forgotPassword: (tenant) => ({ tenant, email: unique('nobody') }),
  viewReset: () => ({ token }),
  setPassword: () => ({ token, password: LONG }),
  askResetPasskey: () => ({ token }),
  viewNewAddress: () => ({ token }),
  viewOldAddress: () => ({ token }),
  viewInvitation: () => ({ token }),
  activate: () => ({ token, password: LONG }),
  askForInvitation: () => ({ token }),
  confirmNewAddress: () => ({ token }),
  undoAddressChange: () => ({ token }),
  viewSignInLink: () => ({ token }),
  linkSignIn: () => ({ token }),
}
