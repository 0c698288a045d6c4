'use client'

import { CopyButton } from '@/components/ui/copy-button'
import { type QrDrawing } from '@/lib/mfa/draw-qr'

interface AppPictureProps {
  qr: QrDrawing
  secret: string
  /** opens an app on the same device */
  uri: string
}

/** Four by four, as one reads it aloud. */
const grouped = (secret: string) => secret.match(/.{1,4}/g)!.join(' ')

/** How an authenticator app gets its key: from a picture, from a link on the same device, or typed. */
export function AppPicture({ qr, secret, uri }: AppPictureProps) {
  return (
    <div className="flex flex-wrap items-center gap-x-5 gap-y-3">
      {/* Dark on light in both themes: not every camera reads the opposite. */}
      <svg viewBox={`0 0 ${qr.size} ${qr.size}`} role="img" aria-label="QR code for the authenticator app" shapeRendering="crispEdges" className="size-44 shrink-0 rounded-lg border">
        <rect width={qr.size} height={qr.size} fill="#fff" />
        <path d={qr.path} fill="#000" />
      </svg>
      <div className="min-w-0 flex-1 basis-40">
        <p>Scan this picture with the app.</p>
        <p className="mt-2 text-ink-3">Or type this key into it:</p>
        <p className="flex items-start gap-1">
          <code className="font-mono wrap-anywhere select-all" data-secret="">
            {grouped(secret)}
          </code>
          <CopyButton text={secret} label="Copy the key" />
        </p>
        <p className="mt-2">
          <a href={uri} className="rounded-sm text-accent-ink underline decoration-accent-ink/40 underline-offset-2">
            Open the app on this device
          </a>
        </p>
      </div>
    </div>
  )
}
