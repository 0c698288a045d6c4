'use client'

import { useState } from 'react'
import { keepNewer } from '@/components/form/keep-newer'
import { type ActionResult } from '@/lib/actions/result'
import { type TenantSettings } from '@/lib/tenant-settings/data'

interface Stored {
  value: string
  /** of all settings together */
  version: number
}

interface SettingOptions {
  stored: Stored
  send: (version: number, typed: string) => Promise<ActionResult<{ version: number }>>
  /** this setting among all of them, as it is typed */
  read: (settings: TenantSettings) => string
}

/**
 * One setting while it is typed. All settings share one version, so what somebody saved elsewhere on the page is taken along without
 * a word as long as this one is still what it was; only where this very one was changed there is something to decide.
 */
export function useSetting({ stored, send, read }: SettingOptions) {
  const [saved, setSaved] = useState(stored)
  const [typed, setTyped] = useState(stored.value)
  const [theirs, setTheirs] = useState<Stored | null>(null)
  const dirty = typed.trim() !== saved.value
  if (stored.version > saved.version && (!dirty || stored.value === saved.value)) {
    setSaved(stored)
    if (!dirty) setTyped(stored.value)
  }
  /** @param next what goes on being typed @param onTopOf what is known to be stored */
  const settle = (next: string | ((typed: string) => string), onTopOf: Stored) => {
    setSaved(onTopOf)
    setTyped(next)
    setTheirs(null)
  }
  /** @returns whether it was saved */
  const save = async (version = saved.version): Promise<boolean> => {
    const result = await send(version, typed)
    if (result.ok) {
      const value = typed.trim()
      settle((newest) => keepNewer({ value }, { before: { value: typed }, typed: { value: newest } }).value, { value, version: result.data.version })
      return true
    }
    const current = result.error.code === 'conflict' ? (result.error.details?.current as TenantSettings | undefined) : undefined
    if (!current) return false
    const now = { value: read(current), version: current.version }
    if (now.value === saved.value && now.version > version) return save(now.version)
    setTheirs(now)
    return false
  }
  return { typed, setTyped, dirty, theirs, save: async () => save(), takeTheirs: () => theirs && settle(theirs.value, theirs), keepMine: () => theirs && settle(typed, theirs) }
}
