import 'server-only'
import { createHash } from 'node:crypto'
import { canonicalJson } from '@/lib/audit/canonical-json'
import { AppError } from '@/lib/errors/app-error'

/** What a preview stated, with what stands for it: the save carries it, and does what was stated or nothing. */
export type Previewed<T extends object> = T & { previewed: string }

const DIGEST = 'sha256'

/** @param stated everything that the preview says, and what it says it about */
function digestOf(stated: object): string {
  return createHash(DIGEST).update(canonicalJson(stated), 'utf8').digest('base64url')
}

/** @returns the preview of a change, with what stands for exactly this */
export function previewOf<T extends object>(about: object, stated: T): Previewed<T> {
  return { ...stated, previewed: digestOf({ about, stated }) }
}

/**
 * Call it in the transaction of the save, under the lock of what the preview counted: states it once more and refuses when it is another.
 * @param previewed what the save carries @param stated what the preview states now
 * @throws AppError conflict with the reason `preview_changed` and the preview of now
 */
export function refuseOtherPreview(previewed: string, about: object, stated: object): void {
  const preview = previewOf(about, stated)
  if (preview.previewed === previewed) return
  throw new AppError('conflict', { reason: 'preview_changed', sentence: 'What this does has changed since it was shown. Nothing was saved: look at it as it is now, then confirm again.', details: { preview } })
}
