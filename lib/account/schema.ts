import { z } from 'zod'
import { EmailInput } from '@/lib/authn/canonical-email'
import { NewPasswordInput, PasswordInput } from '@/lib/authn/password-input'
import { NameInput } from '@/lib/format/person-name'

export const ConfirmIdentityInput = z.strictObject({ password: PasswordInput })
export const ChangePasswordInput = z.strictObject({ current: PasswordInput, password: NewPasswordInput })
export const SetNewPasswordInput = z.strictObject({ password: NewPasswordInput })
export const RenameInput = z.strictObject({ version: z.int().min(1), givenName: NameInput, familyName: NameInput })
export const ChangeAddressInput = z.strictObject({ email: EmailInput })
export const EndSessionInput = z.strictObject({ sessionId: z.uuid() })
export const NothingInput = z.strictObject({})
