import 'server-only'
import { open } from '@/lib/crypto/seal'
import { env } from '@/lib/env'
import { sealContext } from '@/lib/jobs/enqueue-job'
import type { LeasedJob } from '@/lib/jobs/lease-job'
import { writeLetter, type Letter } from './letters'
import { sendMessage } from './transport'

/**
 * Sends the letter of a job. Its Message-ID is the job's, at every try.
 * @throws whatever the mail server or the connection to it said
 */
export async function deliverMail(job: LeasedJob, signal: AbortSignal): Promise<void> {
  if (job.sealed === null) throw Object.assign(new Error('nothing to send'), { code: 'EMESSAGE' })
  const { to, letter } = JSON.parse(open(job.sealed, sealContext(job.tenantId, job.id))) as { to: string; letter: Letter }
  const { hostname } = new URL(env().APP_ORIGIN)
  await sendMessage({ messageId: `<${job.id}@${hostname}>`, to, ...writeLetter(letter) }, signal)
}
