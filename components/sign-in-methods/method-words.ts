import { countOf } from '@/lib/format/count'
import type { MethodsImpact } from '@/lib/sign-in-methods/data'
import { METHOD_LABELS, type FirstMethod, type Methods, type SecondMethod } from '@/lib/sign-in-methods/methods'

export const FIRST_LINES: Record<FirstMethod, string> = {
  password: 'Something they know, under the password policy.',
  passkey: 'The lock of a phone or computer, or a security key. Counts as both factors and resists phishing.',
  email_code: 'Six digits for five minutes. Proves a mailbox: it satisfies no role that needs a second factor, and no confirmation.',
}

export const SECOND_LINES: Record<SecondMethod, string> = {
  totp: 'A code of six digits that changes every 30 seconds.',
  passkey: 'After the password. Resists phishing.',
  recovery_code: 'In place of another second factor, once each.',
  email_code: 'Mailed to whoever has enrolled nothing else. It is no factor: it satisfies no role that needs one.',
}

/** "Password, Passkey; then Authenticator app" */
export function whatMethodsAre({ first, second }: Methods): string {
  return `To begin with: ${first.map((method) => METHOD_LABELS[method]).join(', ')}. After it: ${second.map((method) => METHOD_LABELS[method]).join(', ')}.`
}

/** What saving does, in whole sentences. */
export function whatMethodsDo({ shutOut, bereft, mailed, ways: { usable } }: MethodsImpact): string {
  return [
    shutOut > 0 ? `${countOf(shutOut, 'person has', 'people have')} no other way in and could not sign in any more.` : '',
    bereft > 0 ? `${countOf(bereft, 'person has', 'people have')} no second factor that would still count.` : '',
    mailed > 0 ? `${countOf(mailed, 'person is', 'people are')} mailed a code after their password from the next sign-in on.` : '',
    usable.under < usable.now ? `Usable Client Owners fall from ${usable.now} to ${usable.under}.` : '',
  ].filter(Boolean).join(' ') || 'Nobody loses a way in.'
}
