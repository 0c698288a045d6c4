'use client'

import { useState } from 'react'
import { keepNewer } from '@/components/form/keep-newer'

/**
 * The settings of a connection while they are typed. What is drawn anew, because somebody else or another part of the page saved, is taken along
 * in every field that was left alone.
 * @param version of the connection @param stored it as its fields hold it
 */
export function useConnectionDraft<Typed extends object>(version: number, stored: Typed) {
  const [base, setBase] = useState({ version, stored })
  const [typed, setTyped] = useState(stored)
  if (version > base.version) {
    setBase({ version, stored })
    setTyped(keepNewer(stored, { before: base.stored, typed }))
  }
  return {
    typed, version: base.version,
    dirty: JSON.stringify(typed) !== JSON.stringify(base.stored),
    change: (part: Partial<Typed>) => setTyped((before) => ({ ...before, ...part })),
    /** What was typed when the save set out is stored. @param forgotten what goes out of the fields by it */
    saved: (forgotten: Partial<Typed> = {}) => {
      setBase((before) => ({ ...before, stored: { ...typed, ...forgotten } }))
      setTyped((newest) => keepNewer({ ...typed, ...forgotten }, { before: typed, typed: newest }))
    },
  }
}
