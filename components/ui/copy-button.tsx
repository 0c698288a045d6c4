'use client'

import { useEffect, useState } from 'react'
import { IconButton } from './icon-button'

/** Copies a text, and says so. */
export function CopyButton({ text, label, size = 'sm' }: { text: string; /** "Copy e-mail address". */ label: string; size?: 'sm' | 'md' }) {
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle')
  useEffect(() => {
    if (state === 'idle') return
    const timer = setTimeout(() => setState('idle'), 2000)
    return () => clearTimeout(timer)
  }, [state])
  const words = { idle: label, copied: 'Copied', failed: 'The browser refused. Select the text and copy it by hand.' }[state]
  return (
    <>
      <IconButton icon={state === 'copied' ? 'check' : 'copy'} label={words} size={size} onClick={() => void navigator.clipboard.writeText(text).then(() => setState('copied'), () => setState('failed'))} />
      <span role="status" className="sr-only">
        {state === 'idle' ? '' : words}
      </span>
    </>
  )
}
