'use client'

import { Switch } from '@/components/ui/switch'
import { setPreference } from './set-preference'
import { useRootAttribute } from './use-root-attribute'

/** Single letters as shortcuts can be in the way of speech input; whoever needs to switches them off (WCAG 2.1.4). */
export function ShortcutsSwitch({ on }: { on: boolean }) {
  const chosen = useRootAttribute('shortcuts', on ? undefined : 'off') !== 'off'
  const choose = (value: boolean) => {
    setPreference('shortcuts', value ? 'on' : 'off')
    if (value) delete document.documentElement.dataset.shortcuts
    else document.documentElement.dataset.shortcuts = 'off'
  }
  return <Switch label="Single-key shortcuts" description="/ search, j k rows, x select" checked={chosen} onChange={(event) => choose(event.target.checked)} />
}
