import 'server-only'
import { createHash } from 'node:crypto'
import { env } from '@/lib/env'
import { linesAMinute } from '@/lib/lines-a-minute'
import { log } from '@/lib/log'
import { OutboundError, outboundFetch } from '@/lib/outbound/outbound-fetch'

const PREFIX_CHARACTERS = 5
const mayLog = linesAMinute(10)

/**
 * Asks the breach service of the operator (`BREACH_RANGE_URL`; none: nobody is asked) whether a password is known from a break-in. It learns
 * the first 20 bits of a SHA-1, which some thousand known passwords share, and by the padded length of its answer nobody on the way learns
 * more (k-anonymity, the range protocol of Pwned Passwords). Without an answer a password counts as unknown: a service of somebody else's
 * keeps nobody from a new password, and the bundled list has been asked before. That is logged.
 * @returns whether it is known
 */
export async function isBreached(password: string, range = env().BREACH_RANGE_URL): Promise<boolean> {
  if (range === '') return false
  const hash = createHash('sha1').update(password.normalize('NFC')).digest('hex').toUpperCase()
  try {
    const answer = await outboundFetch(new URL(hash.slice(0, PREFIX_CHARACTERS), range.replace(/\/*$/, '/')), { headers: { accept: 'text/plain', 'add-padding': 'true' } })
    if (answer.status !== 200) return unknown(`status ${answer.status}`)
    const wanted = hash.slice(PREFIX_CHARACTERS)
    // What is there to pad the answer was seen no time at all.
    return (await answer.text()).split('\n').some((line) => {
      const [suffix, times] = line.trim().split(':')
      return suffix?.toUpperCase() === wanted && Number(times) > 0
    })
  } catch (error) {
    if (error instanceof OutboundError) return unknown(error.problem)
    throw error
  }
}

function unknown(problem: string): false {
  if (mayLog()) log().warn({ problem }, 'the breach service did not answer; a new password was not compared with it')
  return false
}
