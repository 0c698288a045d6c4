import type { Actor } from '@/lib/authz/grants'
import { AppError } from '@/lib/errors/app-error'

/** Whether this session proved who is there recently enough (tenant setting, 1–15 minutes). */
export function isFresh(actor: Pick<Actor, 'freshFactorAt' | 'now'>, ageSeconds: number): boolean {
  return actor.freshFactorAt !== null && actor.now - actor.freshFactorAt <= ageSeconds * 1000
}

/** @throws AppError step_up_required */
export function refuseStale(actor: Pick<Actor, 'freshFactorAt' | 'now'>, ageSeconds: number): void {
  if (!isFresh(actor, ageSeconds)) throw new AppError('step_up_required')
}
