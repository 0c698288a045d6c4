import { randomUUID } from 'node:crypto'
import { generateSync } from 'otplib'
import { db } from '@/lib/db/client'
import { readClock, transaction } from '@/lib/db/transaction'
import { newTotpSecret, sealTotpSecret } from '@/lib/mfa/totp'

/** An authenticator app straight in the database. @returns its secret, which nothing else ever returns */
export async function enrolledTotp({ tenantId, administratorId, name = 'Phone' }: { tenantId: string; administratorId: string; name?: string }): Promise<{ factorId: string; secret: string }> {
  const [factorId, secret] = [randomUUID(), newTotpSecret()]
  const now = new Date(await transaction(readClock))
  await db().secondFactor.create({ data: { tenantId, id: factorId, administratorId, kind: 'totp', name, createdAt: now, confirmedAt: now, secretSealed: sealTotpSecret(secret, { tenantId, administratorId, factorId }) } })
  return { factorId, secret }
}

/** @returns what the app shows by the database's clock, or showed `stepsAgo` before (less than 0: will show) */
export async function codeOf(secret: string, stepsAgo = 0): Promise<string> {
  return generateSync({ secret, epoch: Math.floor((await transaction(readClock)) / 1000) - stepsAgo * 30 })
}
