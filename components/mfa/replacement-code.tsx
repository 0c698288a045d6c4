'use client'

import { CopyButton } from '@/components/ui/copy-button'

/** The recovery code that takes the place of the one just used, shown this once. */
export function ReplacementCode({ code }: { code: string }) {
  return (
    <p className="flex items-center justify-between gap-2 rounded-lg border bg-sunken px-3 py-2.5">
      <code className="font-mono text-base wrap-anywhere select-all">{code}</code>
      <CopyButton text={code} label="Copy the recovery code" />
    </p>
  )
}
