'use client'

import { useCallback, useSyncExternalStore } from 'react'
import { keepTyped, onTyped, readTyped } from '@/components/shell/typed-text'

const nothing = () => ''

/**
 * A text that is typed in a dialog and survives the page being loaded anew, until it is sent or its writer signs out. Never for secrets.
 * @param name of the dialog and what it is about, and of the field
 * @returns the text, and how to set it: to nothing once it was sent
 */
export function useTypedText(name: string): [string, (text: string) => void] {
  const text = useSyncExternalStore(onTyped, () => readTyped(name), nothing)
  return [text, useCallback((next: string) => keepTyped(name, next), [name])]
}
