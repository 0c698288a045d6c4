'use client'

import { useActionState } from 'react'
import { FailureNotice } from '@/components/guard/failure-notice'
import { Icon } from '@/components/ui/icon'
import { Spinner } from '@/components/ui/spinner'
import { signOut } from '@/lib/sign-in/actions'

/** The way out, as a row of the person menu. */
export function SignOut() {
  const [{ failure }, leave, pending] = useActionState(signOut, {})
  return (
    <form action={leave}>
      <button type="submit" aria-busy={pending || undefined} className="flex w-full items-center gap-2 rounded-md px-2 py-1.5 text-left hover:bg-hover coarse:py-2.5">
        {pending ? <Spinner /> : <Icon name="sign-out" />} Sign out
      </button>
      <FailureNotice failure={failure ?? null} />
    </form>
  )
}
