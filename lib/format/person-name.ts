// What counts as a name of a person, and how one is shown. Browser-safe.
import { z } from 'zod'

const LONGEST = 100
// Longer than any name with its white space; a text of megabytes is refused before it is looked at.
const LONGEST_INPUT = 10_000
const CONTROL = /[\p{Cc}\p{Cs}]/u
/** Anything a reader would see: letters, digits, signs, emoji; not only spaces, marks and invisible characters. */
const VISIBLE = /[\p{L}\p{N}\p{P}\p{S}]/u

const letters = (text: string) => [...text].length

/** One part of a name: 1–100 characters of any script, kept as typed but for white space around it. */
export const NameInput = z
  .string()
  .max(LONGEST_INPUT, 'This is too long for a name.')
  .transform((text) => text.trim())
  .superRefine((text, context) => {
    const problem =
      text === '' ? 'Write a name.'
      : letters(text) > LONGEST ? `A name has at most ${LONGEST} characters; this one has ${letters(text)}.`
      : CONTROL.test(text) ? 'A name cannot contain control characters.'
      : VISIBLE.test(text) ? null
      : 'A name needs at least one character that can be seen.'
    if (problem) context.addIssue({ code: 'custom', message: problem })
  })

/** @returns the name as it is shown; the address while there is no name yet (it is given at activation) */
export function personName({ givenName, familyName, email }: { givenName: string; familyName: string; email: string }): string {
  return `${givenName} ${familyName}`.trim() || email
}
