// What second factors take from outside. Browser-safe.
import { z } from 'zod'
import { PreviewedInput } from '@/lib/preview/carry-preview'

const LONGEST_NAME = 60
const CONTROL = /[\p{Cc}\p{Cs}]/u
const VISIBLE = /[\p{L}\p{N}\p{P}\p{S}]/u

/** What a person calls one of their factors. */
const FactorNameInput = z
  .string()
  .max(1000, 'This is too long for a name.')
  .transform((text) => text.trim())
  .superRefine((text, context) => {
    const problem =
      text === '' ? 'Write a name, such as "Phone" or "Laptop".'
      : [...text].length > LONGEST_NAME ? `A name has at most ${LONGEST_NAME} characters.`
      : CONTROL.test(text) ? 'A name cannot contain control characters.'
      : VISIBLE.test(text) ? null
      : 'A name needs at least one character that can be seen.'
    if (problem) context.addIssue({ code: 'custom', message: problem })
  })

// Whatever was typed reaches the counters: a malformed code is a wrong code, and is counted as one.
const CodeInput = z.string().max(100)

const base64url = (longest: number) => z.string().min(1).max(longest).regex(/^[\w-]+$/)
const transports = z.array(z.string().max(40)).max(10).optional()

/** What a browser answers when it made a passkey, without what the authenticator only says of itself: it decides nothing. */
const RegistrationResponseInput = z.strictObject({
  id: base64url(1500),
  rawId: base64url(1500),
  type: z.literal('public-key'),
  response: z.strictObject({
    clientDataJSON: base64url(8000), attestationObject: base64url(20_000), authenticatorData: base64url(8000).optional(),
    publicKey: base64url(8000).optional(), publicKeyAlgorithm: z.number().optional(), transports,
  }),
})

/** The code that was mailed for the first factor; left out where there is one already. */
const mailedCode = CodeInput.optional()

export const NothingInput = z.strictObject({})
export const ConfirmTotpInput = z.strictObject({ factorId: z.uuid(), name: FactorNameInput, code: CodeInput, mailedCode })
export const ConfirmPasskeyInput = z.strictObject({ challengeId: z.uuid(), name: FactorNameInput, response: RegistrationResponseInput, mailedCode })
export const RenameFactorInput = z.strictObject({ factorId: z.uuid(), name: FactorNameInput })
export const RemoveFactorInput = z.strictObject({ factorId: z.uuid() })
export const ResetFactorsInput = z.strictObject({ administratorId: z.uuid(), previewed: PreviewedInput.optional() })
