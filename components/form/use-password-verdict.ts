'use client'

import { useDeferredValue, useEffect, useState } from 'react'
import { checkPassword, type PasswordVerdict } from '@/lib/password-policy/check-password'
import { loadPasswordJudge, type PasswordJudge } from '@/lib/password-policy/password-judge'
import { type PasswordContext, type PasswordPolicy } from '@/lib/password-policy/policy-terms'

/** What a tenant asks of a password, and whose words it must not be (getPasswordTerms). */
export interface PasswordTerms {
  policy: PasswordPolicy
  context: PasswordContext
}

/**
 * Judges a new password as one types, with the function that the server will ask. The dictionaries come when the field takes the focus (fetchPasswordJudge), at the latest with the first letter.
 * @returns null before that, and where they cannot be fetched: then the server alone says
 */
export function usePasswordVerdict(password: string, { policy, context }: PasswordTerms): PasswordVerdict | null {
  const [judge, setJudge] = useState<PasswordJudge | null>(null)
  const typed = useDeferredValue(password)
  const wanted = password !== '' && judge === null
  useEffect(() => {
    if (!wanted) return
    let gone = false
    loadPasswordJudge().then((loaded) => !gone && setJudge(() => loaded), () => undefined)
    return () => {
      gone = true
    }
  }, [wanted])
  return judge && typed !== '' ? checkPassword(typed, policy, context, judge) : null
}

/** For the focus of a field for a new password: what judges it is there by the time one types, and not before anybody wants to. */
export function fetchPasswordJudge(): void {
  loadPasswordJudge().catch(() => undefined)
}

/** @returns why a form with this password cannot be sent yet, or null */
export function whyNotYet(password: string, verdict: PasswordVerdict | null): string | null {
  if (password === '') return 'Choose a password first.'
  return verdict?.faults[0]?.sentence ?? null
}
