import { type FactorView } from '@/lib/mfa/data'

/** Each kind of second factor in words. */
export const KIND_LABEL: Record<FactorView['kind'], string> = { totp: 'Authenticator app', passkey: 'Passkey' }
