import { z } from 'zod'
import { EmailInput } from '@/lib/authn/canonical-email'
import { NewPasswordInput, PasswordInput } from '@/lib/authn/password-input'
import { NameInput } from '@/lib/format/person-name'
import { FIRST_METHODS } from '@/lib/sign-in-methods/methods'
import { PasskeyAnswerText } from '@/lib/mfa/passkey-answer'

const TenantSlug = z.string().max(63)
const Next = z.string().max(2000).optional()
/** Judged by consumeLink(), which has one answer for everything that is not a link. */
const Token = z.string().max(200)

/** Whatever is no code is a wrong code, and counted: judged where codes are compared. Apps show a space in the middle. */
const Code = z.string().max(200).transform((text) => text.replaceAll(' ', ''))

export const IdentifyInput = z.strictObject({ tenant: TenantSlug, next: Next, email: EmailInput, way: z.enum([...FIRST_METHODS, 'sso']).optional() })
export const SignInInput = z.strictObject({ tenant: TenantSlug, next: Next, email: EmailInput, password: PasswordInput })
export const AskCodeInput = z.strictObject({ tenant: TenantSlug, next: Next, email: EmailInput })
export const CodeSignInInput = z.strictObject({ tenant: TenantSlug, next: Next, email: EmailInput, code: Code })
export const SecondStepMailInput = z.strictObject({ code: Code })
export const SecondStepCodeInput = z.strictObject({ factorId: z.uuid(), code: Code })
export const SecondStepRecoveryInput = z.strictObject({ code: Code })
export const SecondStepPasskeyInput = z.strictObject({ challengeId: z.uuid(), answer: PasskeyAnswerText })
export const NothingInput = z.strictObject({})
export const AskPasskeyInput = z.strictObject({ tenant: TenantSlug })
export const PasskeySignInInput = z.strictObject({ tenant: TenantSlug, next: Next, challengeId: z.uuid(), answer: PasskeyAnswerText })
export const SignOutInput = z.strictObject({})
export const ForgotInput = z.strictObject({ tenant: TenantSlug, email: EmailInput })
export const LinkInput = z.strictObject({ token: Token })
/** `by` says which of the other fields count; left out where no second factor is enrolled. */
export const ResetInput = z.strictObject({
  token: Token, password: NewPasswordInput,
  by: z.enum(['app', 'recovery-code', 'passkey']).optional(), factorId: z.uuid().optional(), code: Code.optional(), challengeId: z.uuid().optional(), answer: PasskeyAnswerText.optional(),
})
export const ActivateInput = z.strictObject({ token: Token, /** none where sign-in takes no passwords */ password: NewPasswordInput.optional(), givenName: NameInput.optional(), familyName: NameInput.optional(), draft: z.string().max(2000).optional(), code: Code.optional() })

export type ResetValues = z.output<typeof ResetInput>
export type ActivateValues = z.output<typeof ActivateInput>
