import { open } from '@/lib/crypto/seal'
import { db } from '@/lib/db/client'
import { sealContext } from '@/lib/jobs/enqueue-job'
import type { Letter } from '@/lib/mail/letters'

/** @returns the letters that wait to be sent to an address, the newest first, opened */
export async function waitingLetters(to: string): Promise<Letter[]> {
  const jobs = await db().job.findMany({ where: { kind: 'mail', state: 'queued', sealed: { not: null } }, orderBy: { createdAt: 'desc' } })
  const mails = jobs.map(({ id, tenantId, sealed }) => JSON.parse(open(sealed!, sealContext(tenantId, id))) as { to: string; letter: Letter })
  return mails.filter((mail) => mail.to === to).map(({ letter }) => letter)
}

/** @returns the token of the newest invitation that waits for an address */
export async function invitationToken(to: string): Promise<string> {
  const letter = (await waitingLetters(to)).find(({ name }) => name === 'invitation')
  if (letter?.name !== 'invitation') throw new Error(`no invitation waits for ${to}`)
  return letter.token
}
