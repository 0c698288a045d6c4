import { AppError } from './app-error'

interface DatabaseShape { code?: string; message?: string; cause?: { kind?: string; code?: string; originalCode?: string }; meta?: { driverAdapterError?: { cause?: { kind?: string; originalCode?: string } }; code?: string } }

/** @returns the SQLSTATE or the adapter's kind of a database error, however Prisma or pg wrapped it */
function databaseErrorCode(error: unknown): string | undefined {
  const shape = error as DatabaseShape | null
  if (!shape || typeof shape !== 'object') return undefined
  const inner = shape.meta?.driverAdapterError?.cause ?? shape.cause
  return inner?.originalCode ?? (inner as { code?: string } | undefined)?.code ?? inner?.kind ?? shape.meta?.code ?? shape.code
}

const RETRYABLE = new Set(['P2034', '40001', '40P01', 'TransactionWriteConflict'])

/** Serialisation conflicts and deadlocks: the transaction is gone and may be run again. */
export function isWriteConflict(error: unknown): boolean {
  const shape = error as DatabaseShape | null
  return RETRYABLE.has(shape?.code ?? '') || RETRYABLE.has(databaseErrorCode(error) ?? '')
}

const UNAVAILABLE = new Set([
  'P1001', 'P1002', 'P1008', 'P1017', 'P2024', 'P2028', 'P2037', '55P03', '57014', '57P01', '57P02', '57P03', '53300', '53100', '08000', '08003', '08006', '25P03',
  'ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOENT', 'DatabaseNotReachable', 'ConnectionClosed', 'SocketTimeout', 'TooManyConnections',
])
const CONNECTION_WORDS = /connection (error|terminated|timeout|ended)|timeout exceeded when trying to connect|Client was closed|not queryable|Connection terminated/i

/** The database cannot answer right now (gone, restarting, locked, full): answered as "busy", never as a bug. */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const shape = error as DatabaseShape
  return UNAVAILABLE.has(shape.code ?? '') || UNAVAILABLE.has(databaseErrorCode(error) ?? '') || CONNECTION_WORDS.test(error.message)
}

/** @returns the AppError an unexpected database error stands for, or the error itself */
export function asAppError(error: unknown): unknown {
  if (error instanceof AppError) return error
  return isUnavailable(error) || isWriteConflict(error) ? new AppError('busy') : error
}

/** A unique or exclusion constraint spoke. */
export function isUniqueViolation(error: unknown): boolean {
  const shape = error as DatabaseShape | null
  return shape?.code === 'P2002' || ['23505', '23P01', 'UniqueConstraintViolation', 'ExclusionViolation'].includes(databaseErrorCode(error) ?? '')
}
