'use client'

import { useCallback, useEffect, useRef, useState } from 'react'
import { useAction } from '@/lib/actions/use-action'
import type { Failure } from '@/lib/errors/app-error'
import { mailEnrolmentCode } from '@/lib/mfa/actions'

export interface MailedCode {
  /** asked for at all: only for the first factor */
  needed: boolean
  value: string
  onValue: (value: string) => void
  pending: boolean
  failure: Failure | null
  sent: boolean
  send: () => Promise<boolean>
}

/** The code that is mailed for the first second factor. @param needed whether this is the first */
export function useMailedCode(needed: boolean): MailedCode {
  const [value, onValue] = useState('')
  const [sent, setSent] = useState(false)
  const { run, pending, failure } = useAction(mailEnrolmentCode)
  const send = useCallback(async () => {
    const { ok } = await run({})
    setSent((before) => before || ok)
    return ok
  }, [run])
  return { needed, value, onValue, pending, failure, sent, send }
}

/** Does something once, when the dialog opens. */
export function useOnce(begin: () => Promise<void>): void {
  const begun = useRef(false)
  useEffect(() => {
    if (begun.current) return
    begun.current = true
    void begin()
  }, [begin])
}
