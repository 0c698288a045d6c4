import { z } from 'zod'
import { EmailInput } from '@/lib/authn/canonical-email'
import { NewPasswordInput, PasswordInput } from '@/lib/authn/password-input'
import { NameInput } from '@/lib/format/person-name'

const TenantSlug = z.string().max(63)
const Next = z.string().max(2000).optional()
/** Judged by consumeLink(), which has one answer for everything that is not a link. */
const Token = z.string().max(200)

export const IdentifyInput = z.strictObject({ tenant: TenantSlug, next: Next, email: EmailInput })
export const SignInInput = z.strictObject({ tenant: TenantSlug, next: Next, email: EmailInput, password: PasswordInput })
export const SignOutInput = z.strictObject({})
export const ForgotInput = z.strictObject({ tenant: TenantSlug, email: EmailInput })
export const LinkInput = z.strictObject({ token: Token })
export const ResetInput = z.strictObject({ token: Token, password: NewPasswordInput })
export const ActivateInput = z.strictObject({ token: Token, password: NewPasswordInput, givenName: NameInput.optional(), familyName: NameInput.optional() })

export type ActivateValues = z.output<typeof ActivateInput>
