'use client'

import type { Failure } from '@/lib/errors/app-error'
import type { FactorWays } from '@/lib/mfa/factor-ways'
import { AppChoice, AppCodeField, RecoveryCodeField } from './code-field'

export type ResetWay = 'app' | 'passkey' | 'recovery-code'

const OTHER: Record<ResetWay, string> = { app: 'Use your authenticator app', passkey: 'Use a passkey', 'recovery-code': 'Use a recovery code' }

/** @returns the ways that are open, the likeliest first */
export const waysOfReset = (ways: FactorWays | null): ResetWay[] =>
  ways ? [...(ways.apps.length > 0 ? (['app'] as const) : []), ...(ways.passkey ? (['passkey'] as const) : []), ...(ways.recoveryCode ? (['recovery-code'] as const) : [])] : []

interface ResetFactorProps {
  ways: FactorWays
  way: ResetWay
  onWay: (way: ResetWay) => void
  failure: Failure | undefined
}

/** The second factor that a reset asks for besides the link. */
export function ResetFactor({ ways, way, onWay, failure }: ResetFactorProps) {
  const error = failure?.fields?.code
  return (
    <fieldset className="grid min-w-0 gap-3 border-t pt-5">
      <legend className="float-left -mb-2 text-sm font-medium">Confirm that it is you</legend>
      <p className="text-ink-2">You have a second factor. The link alone is not enough to change your password.</p>
      <input type="hidden" name="by" value={way} />
      {way === 'app' ? (
        <>
          <AppChoice apps={ways.apps} />
          <AppCodeField again={failure} error={error} takesFocus={error !== undefined} />
        </>
      ) : null}
      {way === 'recovery-code' ? <RecoveryCodeField again={failure} error={error} takesFocus={error !== undefined} /> : null}
      <p className="flex flex-wrap gap-x-4 gap-y-1">
        {waysOfReset(ways).filter((each) => each !== way).map((each) => (
          <button key={each} type="button" onClick={() => onWay(each)} className="rounded-sm text-xs text-accent-ink underline decoration-accent-ink/40 underline-offset-2">
            {OTHER[each]}
          </button>
        ))}
      </p>
    </fieldset>
  )
}
