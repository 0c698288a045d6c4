import type { z } from 'zod'
import { AppError } from '@/lib/errors/app-error'
import { logRefused } from '@/lib/log-refused'

/** @param door what is entered by it @returns the input as the schema gives it back @throws AppError invalid_input with a sentence for each field */
export function parseInput<S extends z.ZodType>(schema: S, input: unknown, door: string): z.output<S> {
  const parsed = schema.safeParse(input)
  if (parsed.success) return parsed.data
  // A page of ours sends no field that is not asked for: somebody tries what else might be taken.
  if (parsed.error.issues.some(({ code }) => code === 'unrecognized_keys')) logRefused({ what: 'odd input', door })
  const fields: Record<string, string> = {}
  for (const issue of parsed.error.issues) fields[issue.path.join('.') || 'form'] ??= issue.message
  throw new AppError('invalid_input', { fields })
}
