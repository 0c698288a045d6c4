/** `npm run keys:rotate`: seals every secret anew with the first key of ENCRYPTION_KEYS. May run while the servers serve, and again. */
import { currentKeyId } from '@/lib/crypto/seal'
import { closeDatabase } from '@/lib/db/client'
import { refuseWrongDatabase } from '@/lib/db/refuse-wrong-database'
import { env } from '@/lib/env'
import { isUnavailable } from '@/lib/errors/database-failure'
import { rotateKeys } from '@/lib/keys/rotate-keys'

async function run(): Promise<string> {
  await refuseWrongDatabase(env().CASTELLAN_MODE)
  const { rotated, still } = await rotateKeys()
  const lost = rotated.reduce((sum, { unreadable }) => sum + unreadable, 0)
  return [
    `Sealed with ${currentKeyId()}:`,
    ...rotated.map(({ what, resealed, unreadable }) => `  ${what}: ${resealed} anew${unreadable > 0 ? `, ${unreadable} left as they are` : ''}`),
    ...(lost > 0 ? ['What was left is sealed with a key that is not in ENCRYPTION_KEYS. Put that key back and run this again.'] : []),
    ...(still.length > 0 ? ['Still needed:', ...still.map(({ keyId, passwords, recoveryCodes }) => `  ${keyId}: ${passwords} password(s) until their owners sign in, ${recoveryCodes} recovery code(s) until their owners make new ones`)] : ['No other key is needed any more.']),
  ].join('\n')
}

try {
  process.stdout.write(`${await run()}\n`)
} catch (error) {
  process.stderr.write(isUnavailable(error) ? 'The database cannot be reached. What was sealed anew stays so; run it again.\n' : `${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
} finally {
  await closeDatabase()
}
