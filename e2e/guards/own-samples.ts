// What everyone signed in may send about themselves, and what anybody at all may send. An action without a sample makes the attacks red.
import { randomBytes, randomUUID } from 'node:crypto'

const unique = (word: string) => `${word}-${randomBytes(5).toString('hex')}@attacked.example`
const LONG = 'several quiet lanterns over water'

/** Of one's own account. Each would be refused by the operation itself for a reason of its own, so that trying it changes nothing. */
export const OWN_SAMPLES: Record<string, { input: () => Record<string, unknown>; settled: string[] }> = {
  changeAddress: { input: () => ({ email: unique('own') }), settled: ['done'] },
  changePassword: { input: () => ({ current: 'not my password', password: LONG }), settled: ['wrong_credentials', 'wrong_state', 'invalid_input', 'password_refused'] },
  confirmIdentity: { input: () => ({ password: 'not my password' }), settled: ['wrong_credentials', 'wrong_state', 'invalid_input'] },
  endOtherSessions: { input: () => ({}), settled: ['done'] },
  endOwnSession: { input: () => ({ sessionId: randomUUID() }), settled: ['not_found'] },
  rename: { input: () => ({ version: 1, givenName: 'Other', familyName: 'Name' }), settled: ['done', 'conflict'] },
  setNewPassword: { input: () => ({ password: LONG }), settled: ['wrong_state', 'password_refused'] },
  withdrawAddress: { input: () => ({}), settled: ['done', 'wrong_state', 'not_found'] },
  giveUpOwnGrant: { input: () => ({ grantId: randomUUID() }), settled: ['not_found'] },
}

const token = 'A'.repeat(43)

/** Of a form before there is a session: its fields. */
export const PUBLIC_SAMPLES: Record<string, (tenant: string) => Record<string, string>> = {
  identify: (tenant) => ({ tenant, email: unique('nobody') }),
  signIn: (tenant) => ({ tenant, email: unique('nobody'), password: 'not a password' }),
  signOut: () => ({}),
  forgotPassword: (tenant) => ({ tenant, email: unique('nobody') }),
  viewReset: () => ({ token }),
  setPassword: () => ({ token, password: LONG }),
  viewNewAddress: () => ({ token }),
  viewOldAddress: () => ({ token }),
  viewInvitation: () => ({ token }),
  activate: () => ({ token, password: LONG }),
  askForInvitation: () => ({ token }),
  confirmNewAddress: () => ({ token }),
  undoAddressChange: () => ({ token }),
}
