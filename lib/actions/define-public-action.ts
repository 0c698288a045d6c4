import 'server-only'
import { forbidden, unstable_rethrow } from 'next/navigation'
import type { z } from 'zod'
import type { AuditOrigin } from '@/lib/audit/record'
import { AppError } from '@/lib/errors/app-error'
import { failureOf } from './answer'
import { registerDoor } from './doors'
import { parseInput } from './parse-input'
import { refuseForeignOrigin, requestOrigin } from './request-origin'
import type { PublicState } from './result'

interface PublicDeclaration<S extends z.ZodType, D> {
  name: `public:${string}`
  input: S
  /** names of fields that may be shown again after a failure; never a password or a token */
  keep?: readonly string[]
  run: (given: { origin: AuditOrigin }, input: z.output<S>) => Promise<PublicState<D>>
}

export type PublicAction<D = unknown> = (previous: PublicState<D>, form: FormData) => Promise<PublicState<D>>

/**
 * A form before there is a session: a token or nothing, a limiter, the same answer for all. Takes a FormData so that it
 * works without script; every field is text, given once.
 */
export function definePublicAction<S extends z.ZodType, D = unknown>({ name, input: schema, keep = [], run }: PublicDeclaration<S, D>): PublicAction<D> {
  const action: PublicAction<D> = async (_previous, form) => {
    let values: Record<string, string> = {}
    try {
      await refuseForeignOrigin()
      const fields = fieldsOf(form)
      values = Object.fromEntries(keep.flatMap((field) => (fields[field] === undefined ? [] : [[field, fields[field]]])))
      return await run({ origin: await requestOrigin() }, parseInput(schema, fields, name))
    } catch (error) {
      unstable_rethrow(error)
      if (error instanceof AppError && error.code === 'wrong_origin') forbidden()
      return { failure: failureOf(error, name), values }
    }
  }
  return registerDoor(action, { kind: 'public-action', name })
}

/** @throws AppError invalid_input for anything but a form of plain, single text fields */
function fieldsOf(form: unknown): Record<string, string> {
  if (!(form instanceof FormData)) throw new AppError('invalid_input')
  const fields: Record<string, string> = Object.create(null) as Record<string, string>
  for (const [field, value] of form) {
    // Next's own fields travel in the same form.
    if (field.startsWith('$')) continue
    if (typeof value !== 'string' || field in fields) throw new AppError('invalid_input')
    fields[field] = value
  }
  return { ...fields }
}
