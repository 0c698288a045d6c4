'use client'

import { useState } from 'react'
import { IconButton } from '@/components/ui/icon-button'
import { Input, type InputProps } from '@/components/ui/input'

/** A password that can be shown while it is typed. Pasting and password managers are welcome. */
export function PasswordInput({ autoComplete, ...rest }: Omit<InputProps, 'type' | 'mono'> & { autoComplete: 'current-password' | 'new-password' }) {
  const [shown, setShown] = useState(false)
  return (
    <span className="relative block">
      <Input {...rest} type={shown ? 'text' : 'password'} autoComplete={autoComplete} spellCheck={false} autoCapitalize="none" className="pr-9" />
      <IconButton icon={shown ? 'eye-off' : 'eye'} label={shown ? 'Hide password' : 'Show password'} size="sm" className="absolute inset-y-0 right-0.5 my-auto noscript:hidden" onClick={() => setShown(!shown)} />
    </span>
  )
}
