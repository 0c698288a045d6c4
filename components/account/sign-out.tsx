'use client'

import { FailureNotice } from '@/components/guard/failure-notice'
import { sayLeaving } from '@/components/shell/leaving'
import { usePublicForm } from '@/components/sign-in/use-public-form'
import { Icon } from '@/components/ui/icon'
import { Spinner } from '@/components/ui/spinner'
import { signOut } from '@/lib/sign-in/actions'

/** The way out, as a row of the person menu. */
export function SignOut() {
  const { state, pending, form } = usePublicForm(signOut)
  return (
    <form
      {...form}
      onSubmit={(event) => {
        sayLeaving()
        form.onSubmit(event)
      }}
    >
      <button type="submit" aria-busy={pending || undefined} className="flex w-full items-center gap-2 rounded-md px-2 py-1.5 text-left hover:bg-hover coarse:py-2.5">
        {pending ? <Spinner /> : <Icon name="sign-out" />} Sign out
      </button>
      <FailureNotice failure={state.failure ?? null} />
    </form>
  )
}
