import { z } from 'zod'
import { EmailInput } from '@/lib/authn/canonical-email'
import { NameInput } from '@/lib/format/person-name'
import { PreviewedInput } from '@/lib/preview/carry-preview'

const Version = z.int().min(1)
const AdministratorId = z.uuid()

/** `version` and `previewed`: what was on the screen. A bulk run leaves them out: there each person is judged as they are at that moment. */
export const SetStatusInput = z.strictObject({
  administratorId: AdministratorId,
  version: Version.optional(),
  status: z.enum(['active', 'inactive', 'deleted']),
  previewed: PreviewedInput.optional(),
})

export const RestoreInput = z.strictObject({ administratorId: AdministratorId, version: Version.optional(), previewed: PreviewedInput.optional() })

/** The address is typed by hand to confirm. */
export const HardDeleteInput = z.strictObject({ administratorId: AdministratorId, version: Version, typedEmail: z.string().max(1000), previewed: PreviewedInput.optional() })

/** How a password is taken away from its holder; there is no way to give one. */
export const RESET_MEANINGS = ['send_link', 'must_reset', 'must_change'] as const
export type ResetMeaning = (typeof RESET_MEANINGS)[number]
export const ResetPasswordInput = z.strictObject({ administratorId: AdministratorId, meaning: z.enum(RESET_MEANINGS) })

export const UnlockInput = z.strictObject({ administratorId: AdministratorId })

/** Without a session: all of them. */
export const RevokeSessionsInput = z.strictObject({ administratorId: AdministratorId, sessionId: z.uuid().optional() })

export const UpdateProfileInput = z.strictObject({ administratorId: AdministratorId, version: Version, givenName: NameInput, familyName: NameInput })

export const ChangeAddressInput = z.strictObject({ administratorId: AdministratorId, email: EmailInput })

export const WithdrawAddressInput = z.strictObject({ administratorId: AdministratorId })
