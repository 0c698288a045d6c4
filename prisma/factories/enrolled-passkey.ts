import { readClock, transaction } from '@/lib/db/transaction'
import { askForNewPasskey, takeNewPasskey } from '@/lib/mfa/passkeys'
import { SoftPasskey } from './soft-passkey'

/** A passkey of somebody, its authenticator in software. */
export async function enrolledPasskey(whose: { tenantId: string; administratorId: string }): Promise<SoftPasskey> {
  const [passkey, sessionId] = [new SoftPasskey(), crypto.randomUUID()]
  await transaction(async (tx) => {
    const now = await readClock(tx)
    const { challengeId, options } = await askForNewPasskey(tx, { ...whose, now }, { sessionId, account: 'someone', name: 'Someone', issuer: 'Test' })
    const made = await takeNewPasskey(tx, { ...whose, now }, { sessionId, challengeId, response: passkey.register(options) })
    const at = new Date(now)
    await tx.secondFactor.create({ data: { ...whose, kind: 'passkey', name: 'Laptop', createdAt: at, confirmedAt: at, ...made! } })
  })
  return passkey
}
