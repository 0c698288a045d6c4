import type { z } from 'zod'
import { AppError } from '@/lib/errors/app-error'

/** @returns the input as the schema gives it back @throws AppError invalid_input with a sentence for each field */
export function parseInput<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const parsed = schema.safeParse(input)
  if (parsed.success) return parsed.data
  const fields: Record<string, string> = {}
  for (const issue of parsed.error.issues) fields[issue.path.join('.') || 'form'] ??= issue.message
  throw new AppError('invalid_input', { fields })
}
