import { z } from 'zod'
import { EmailInput } from '@/lib/authn/canonical-email'
import { NewPasswordInput, PasswordInput } from '@/lib/authn/password-input'
import { NameInput } from '@/lib/format/person-name'
import { PasskeyAnswer } from '@/lib/mfa/passkey-answer'

/** Whatever is no code is a wrong code, and counted: judged where codes are compared. Apps show a space in the middle. */
const Code = z.string().max(200).transform((text) => text.replaceAll(' ', ''))

/** One of the ways in which somebody can prove who they are; the password only where nothing else is enrolled. */
export const ConfirmIdentityInput = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('password'), password: PasswordInput }),
  z.strictObject({ by: z.literal('app'), factorId: z.uuid(), code: Code }),
  z.strictObject({ by: z.literal('recovery-code'), code: Code }),
  z.strictObject({ by: z.literal('passkey'), challengeId: z.uuid(), answer: PasskeyAnswer }),
])
export type ConfirmIdentityValues = z.output<typeof ConfirmIdentityInput>

export const ChangePasswordInput = z.strictObject({ current: PasswordInput, password: NewPasswordInput })
export const SetNewPasswordInput = z.strictObject({ password: NewPasswordInput })
export const RenameInput = z.strictObject({ version: z.int().min(1), givenName: NameInput, familyName: NameInput })
export const ChangeAddressInput = z.strictObject({ email: EmailInput })
export const EndSessionInput = z.strictObject({ sessionId: z.uuid() })
export const NothingInput = z.strictObject({})
