import 'server-only'
import type { Actor } from '@/lib/authz/grants'
import { refuseEnded, type ExportPermission } from './refuse-ended'

/**
 * An export as a stream that asks for the next batch only when the last one was taken: memory stays flat whatever the size. Before each
 * batch it is asked whether the session and the permission still count; when not, it breaks off, so that the file is visibly not whole.
 * @param head what the file begins with; it leaves before anything is read
 * @param batches texts of the batches; one in which nothing fits is empty
 */
export function streamWhileAllowed(actor: Actor, permission: ExportPermission, head: string, batches: AsyncIterator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        if (head !== '') controller.enqueue(encoder.encode(head))
      },
      async pull(controller) {
        // Nobody would ask again after a batch that gave nothing to send.
        for (;;) {
          await refuseEnded(actor, permission)
          const { done, value } = await batches.next()
          if (done) return controller.close()
          if (value !== '') return controller.enqueue(encoder.encode(value))
        }
      },
    },
    { highWaterMark: 1 },
  )
}
