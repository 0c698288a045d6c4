/**
 * `npm run demo:code -- sonia`: what the demo's authenticator app of a person shows now. `--keys`: the keys of all of them, to be typed
 * into an app of one's own. Only in the demo: nowhere else is a key ever shown again.
 */
import { generateSync } from 'otplib'
import { closeDatabase, db } from '@/lib/db/client'
import { readClock, transaction } from '@/lib/db/transaction'
import { env } from '@/lib/env'
import { isUnavailable } from '@/lib/errors/database-failure'
import { openTotpSecret } from '@/lib/mfa/totp'

const PERIOD_SECONDS = 30
const START = 'Start it with: npm run demo'

async function keys(): Promise<{ email: string; secret: string }[]> {
  const factors = await db().secondFactor.findMany({ where: { kind: 'totp', confirmedAt: { not: null }, blockedAt: null }, select: { tenantId: true, administratorId: true, id: true, secretSealed: true, administrator: { select: { email: true } } }, orderBy: { createdAt: 'asc' } })
  return factors.map(({ tenantId, administratorId, id: factorId, secretSealed, administrator: { email } }) => ({ email, secret: openTotpSecret(secretSealed!, { tenantId, administratorId, factorId }) }))
}

async function main(asked: string | undefined): Promise<string> {
  if (env().CASTELLAN_MODE !== 'demo') throw new Error(`There is no demo here. ${START}`)
  const all = await keys()
  if (asked === '--keys') return all.map(({ email, secret }) => `${email} ${secret}`).join('\n')
  const found = all.findLast(({ email }) => email === asked || email.split('@', 1)[0] === asked)
  if (!found) throw new Error(`Say whose code: npm run demo:code -- ${all[0]?.email.split('@', 1)[0] ?? 'sonia'}\nAn authenticator app has ${all.map(({ email }) => email).join(', ') || 'nobody'}.`)
  const seconds = Math.floor((await transaction(readClock)) / 1000)
  return `${generateSync({ secret: found.secret, epoch: seconds })}   (${found.email}, for ${PERIOD_SECONDS - (seconds % PERIOD_SECONDS)} more seconds)`
}

try {
  process.stdout.write(`${await main(process.argv[2])}\n`)
} catch (error) {
  process.stderr.write(`${isUnavailable(error) ? `The demo does not run. ${START}` : error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
} finally {
  await closeDatabase().catch(() => undefined)
}
