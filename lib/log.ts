import 'server-only'
import { randomUUID } from 'node:crypto'
import pino from 'pino'
import { env } from './env'

let logger: pino.Logger | undefined

/** The process's log: one JSON line an event (which escapes line ends and control characters). Never give it what a person typed. */
export function log(): pino.Logger {
  return (logger ??= pino({ level: env().LOG_LEVEL, base: null }))
}

const LONGEST_MESSAGE = 300

/**
 * Logs an unexpected error once. Messages of the database layer repeat the values of the query, so only their class and
 * code are kept; of every error the frames of the stack.
 * @returns the reference number that a person is shown
 */
export function logBug(error: unknown, where: string): string {
  const reference = randomUUID().slice(0, 8)
  const { name, message, code, stack } = (error instanceof Error ? error : new Error(String(error))) as Error & { code?: unknown }
  const fromDatabase = /^(Prisma|Driver)/.test(name) || typeof code === 'string'
  const frames = stack?.split('\n').filter((line) => /^\s+at /.test(line)).slice(0, 12)
  log().error({ reference, where, error: { name, code, frames, ...(fromDatabase ? {} : { message: message.slice(0, LONGEST_MESSAGE) }) } }, 'unexpected error')
  return reference
}
