import 'server-only'
import { deliverMail } from '@/lib/mail/deliver-mail'
import type { JobKind } from './enqueue-job'
import type { Handler } from './run-job'

/** Every kind of job, and who does it. */
export const HANDLERS: Record<JobKind, Handler> = {
  mail: { run: deliverMail, longestSeconds: 20 },
}
