import { AppError } from '@/lib/errors/app-error'

/**
 * Two people editing the same thing: the second save is refused, with what stands there now, so that both versions can be shown
 * and nothing is overwritten unseen (T54). Call it with the row locked.
 * @throws AppError conflict, details `{ current }`
 */
export function refuseStaleVersion(read: number | undefined, stored: number, current: Record<string, unknown>): void {
  if (read !== undefined && read !== stored) throw new AppError('conflict', { details: { current: { ...current, version: stored } } })
}
