'use client'

import { useId } from 'react'
import { Icon } from '@/components/ui/icon'
import { type Theme } from '@/lib/format/preferences'
import { setPreference } from './set-preference'
import { useRootAttribute } from './use-root-attribute'

const choices = [
  { value: 'system', label: 'System', icon: 'device' },
  { value: 'light', label: 'Light', icon: 'sun' },
  { value: 'dark', label: 'Dark', icon: 'moon' },
] as const

/** Light, dark or as the system has it: at once, and remembered. */
export function ThemeChoice({ theme }: { theme: Theme }) {
  const name = useId()
  const chosen = useRootAttribute('theme', theme === 'system' ? undefined : theme) ?? 'system'
  const choose = (value: Theme) => {
    setPreference('theme', value)
    if (value === 'system') delete document.documentElement.dataset.theme
    else document.documentElement.dataset.theme = value
  }
  return (
    <fieldset className="flex rounded-md border bg-sunken p-0.5">
      <legend className="sr-only">Theme</legend>
      {choices.map((choice) => (
        <label
          key={choice.value}
          className="flex h-6 flex-1 cursor-pointer items-center justify-center gap-1 rounded-sm px-1.5 text-xs whitespace-nowrap text-ink-3 hover:text-ink has-checked:bg-canvas has-checked:text-ink has-checked:shadow-[0_0_0_1px_var(--line)] has-focus-visible:outline-2 has-focus-visible:outline-accent-ink coarse:h-9"
        >
          <input type="radio" name={name} value={choice.value} checked={chosen === choice.value} onChange={() => choose(choice.value)} className="sr-only" />
          <Icon name={choice.icon} size={14} />
          {choice.label}
        </label>
      ))}
    </fieldset>
  )
}
