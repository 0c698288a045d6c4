'use client'

import { useRouter } from 'next/navigation'
import { useRefreshThen } from '@/components/shell/use-refresh-then'
import { showToast } from '@/components/ui/toast-store'
import { type GuardedAction } from '@/lib/actions/result'
import { useAction, type ActionInUse } from '@/lib/actions/use-action'
import { type ErrorCode } from '@/lib/errors/app-error'

/** After these the page shows something that is not so any more. */
const STALE: readonly ErrorCode[] = ['conflict', 'forbidden', 'not_found', 'wrong_state', 'last_owner', 'already_exists']

/**
 * Runs an action from a dialog about a person: says what was done and draws the page anew, also when it turned out to be stale.
 * @param onDone closes the dialog, in the moment in which what it changed is to be seen behind it
 */
export function useAct<I, T>(action: GuardedAction<I, T>, onDone: () => void): Omit<ActionInUse<I, T>, 'run'> & { act: (input: I, done: string | ((data: T) => string)) => Promise<void> } {
  const router = useRouter()
  const { run, pending, ...rest } = useAction(action)
  const { refreshing, refreshThen } = useRefreshThen()
  const act = async (input: I, done: string | ((data: T) => string)) => {
    const result = await run(input)
    if (result.ok) {
      showToast({ text: typeof done === 'string' ? done : done(result.data) })
      refreshThen(onDone)
    } else if (STALE.includes(result.error.code)) router.refresh()
  }
  return { ...rest, pending: pending || refreshing, act }
}
