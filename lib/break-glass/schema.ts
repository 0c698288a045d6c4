import { z } from 'zod'

const FINDING = 'Say in a sentence what it was for, at most 1,000 characters.'
const UNSEEN = /[^\P{Cc}\n]|\p{Cs}/u

export const MarkBreakGlassInput = z.strictObject({ administratorId: z.uuid(), marked: z.boolean() })

export const ReviewUseInput = z.strictObject({
  useId: z.uuid(),
  finding: z.string().max(10_000, FINDING).transform((text) => text.replaceAll(/\r\n?/g, '\n').trim()).refine((text) => text.length > 0 && [...text].length <= 1000, FINDING).refine((text) => !UNSEEN.test(text), 'This cannot contain control characters.'),
})
