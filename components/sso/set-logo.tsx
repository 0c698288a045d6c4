'use client'

import { useRouter } from 'next/navigation'
import { useRef } from 'react'
import { FailureNotice } from '@/components/guard/failure-notice'
import { Button } from '@/components/ui/button'
import { showToast } from '@/components/ui/toast-store'
import { useAction } from '@/lib/actions/use-action'
import { setConnectionLogo } from '@/lib/sso/actions'
import { MOST_LOGO_BYTES, MOST_LOGO_PIXELS } from '@/lib/sso/png'
import { ConnectionLogo } from './connection-logo'

interface SetLogoProps {
  connectionId: string
  version: number
  /** of the connection */
  name: string
  /** of the picture it has; null: none */
  src: string | null
}

/** The picture on the sign-in page: chosen, and stored at once. */
export function SetLogo({ connectionId, version, name, src }: SetLogoProps) {
  const router = useRouter()
  const file = useRef<HTMLInputElement>(null)
  const { run, pending, failure } = useAction(setConnectionLogo)
  const save = async (logo: string, done: string) => {
    const result = await run({ connectionId, version, logo })
    if (result.ok) showToast({ text: done })
    router.refresh()
  }
  const choose = async (chosen: File | undefined) => {
    if (!chosen || pending) return
    const bytes = new Uint8Array(await chosen.slice(0, MOST_LOGO_BYTES + 1).arrayBuffer())
    await save(btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')), 'The logo is stored.')
    if (file.current) file.current.value = ''
  }
  return (
    <div className="grid gap-2">
      <p className="font-medium" id="logo-label">Logo</p>
      {src === null ? null : (
        <p className="flex w-full max-w-sm items-center justify-center gap-1.5 rounded-md border bg-canvas px-3 py-1.5 text-sm font-medium">
          <ConnectionLogo src={src} />
          <span className="min-w-0 text-center break-words">Sign in with <bdi>{name}</bdi></span>
        </p>
      )}
      <div className="flex flex-wrap items-center gap-2">
        <input ref={file} type="file" accept="image/png" hidden aria-labelledby="logo-label" onChange={(event) => void choose(event.target.files?.[0])} />
        <Button size="sm" pending={pending} onClick={() => file.current?.click()}>
          {src === null ? 'Choose a picture' : 'Choose another'}
        </Button>
        {src === null ? null : <Button size="sm" variant="ghost" pending={pending} onClick={() => void save('', 'The logo is taken off.')}>Take it off</Button>}
      </div>
      <p className="text-xs text-ink-3">Stands on the sign-in page beside its name, on white; a square one reads best. A PNG of at most {MOST_LOGO_BYTES / 1024} KiB and {MOST_LOGO_PIXELS} × {MOST_LOGO_PIXELS} pixels.</p>
      <FailureNotice failure={failure?.fields?.logo ? { ...failure, sentence: failure.fields.logo } : failure} />
    </div>
  )
}
