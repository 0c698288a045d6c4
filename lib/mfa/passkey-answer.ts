// What a browser answers when a passkey was asked to sign, as verification takes it. Its bytes are judged where the signature is.
import { z } from 'zod'

const LONGEST = 20_000

const Bytes = (longest: number) => z.string().min(1).max(longest).regex(/^[\w-]+$/)

export const PasskeyAnswer = z.strictObject({
  id: Bytes(1500),
  rawId: Bytes(1500),
  type: z.literal('public-key'),
  response: z.strictObject({ clientDataJSON: Bytes(8000), authenticatorData: Bytes(8000), signature: Bytes(2000), userHandle: Bytes(200).nullish() }),
}).transform(({ response: { userHandle, ...response }, ...answer }) => ({
  ...answer,
  response: { ...response, ...(userHandle ? { userHandle } : {}) },
  // What an authenticator says of itself besides decides nothing here.
  clientExtensionResults: {},
}))

/** What the browser sends. */
export type PasskeyAnswerValues = z.input<typeof PasskeyAnswer>

/** The same as the text of a form's field. */
export const PasskeyAnswerText = z.string().max(LONGEST).transform((text, context) => {
  try {
    return JSON.parse(text) as unknown
  } catch {
    context.addIssue({ code: 'custom', message: 'This is not what a passkey answers.' })
    return z.NEVER
  }
}).pipe(PasskeyAnswer)
