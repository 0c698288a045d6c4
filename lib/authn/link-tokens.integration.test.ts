import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hashToken, newToken } from '@/lib/crypto/tokens'
import { closeDatabase, db } from '@/lib/db/client'
import { readClock, transaction } from '@/lib/db/transaction'
import { storeCast } from '@/prisma/factories/store-cast'
import { patiently } from '@/prisma/factories/patiently'
import { stopClock } from '@/prisma/factories/test-clock'
import { consumeLink, issueLink, peekLink, voidLinks, type LinkPurpose } from './link-tokens'

beforeAll(storeCast)
afterAll(closeDatabase)

const person = async (emailKey: string) => db().administrator.findFirstOrThrow({ where: { emailKey }, select: { tenantId: true, id: true } })

async function issue(emailKey = 'olivia@acme.example', purpose: LinkPurpose = 'password_reset', lifetimeSeconds = 1800) {
  const { tenantId, id: administratorId } = await person(emailKey)
  return transaction(async (tx) => issueLink(tx, { purpose, tenantId, administratorId, now: await readClock(tx), lifetimeSeconds }))
}

const consume = async (token: string, purpose: LinkPurpose = 'password_reset') => transaction(async (tx) => consumeLink(tx, purpose, token))
const outcome = async (token: string, purpose?: LinkPurpose) => patiently(async () => consume(token, purpose)).then(() => 'used', (error: { code?: string }) => error.code)

describe('tokens of links', () => {
  it('[T23] [T29] are 43 characters of chance, and only their hash is stored', async () => {
    const tokens = new Set(Array.from({ length: 10_000 }, () => newToken('session').token))
    expect(tokens.size).toBe(10_000)
    expect([...tokens].every((token) => /^[A-Za-z0-9_-]{43}$/.test(token))).toBe(true)
    const token = await issue()
    const rows = JSON.stringify(await db().linkToken.findMany(), (_key, value: unknown) => (value instanceof Uint8Array ? Buffer.from(value).toString('base64url') : value))
    expect(rows).not.toContain(token)
    expect(await outcome(Buffer.from(hashToken('password_reset', token)).toString('base64url'))).toBe('link_unusable')
    expect(await outcome(token)).toBe('used')
  })

  it('[T30] 16 at once: one goes on, 15 are refused, twenty times', async () => {
    for (let round = 0; round < 20; round++) {
      const token = await issue()
      const outcomes = await Promise.all(Array.from({ length: 16 }, async () => outcome(token)))
      expect(outcomes.toSorted()).toEqual([...Array.from({ length: 15 }, () => 'link_unusable'), 'used'])
    }
  })

  it('[T29] of one purpose are nothing for another, and nothing else is a token', async () => {
    const token = await issue()
    expect(await outcome(token, 'activation')).toBe('link_unusable')
    expect(await peekLink('activation', token)).toBeNull()
    const { token: unknown } = newToken('password_reset')
    for (const wrong of ['', token.slice(1), `${token}x`, `${token.slice(0, 42)}!`, unknown, null, undefined, [token], { token }]) {
      expect(await outcome(wrong as string)).toBe('link_unusable')
    }
    expect(await outcome(token)).toBe('used')
    expect(await outcome(token)).toBe('link_unusable')
  })

  it('[T32] work until the millisecond they expire, by the clock of the database', async () => {
    const start = await transaction(readClock)
    await stopClock(start)
    const [early, late] = [await issue(undefined, undefined, 60), await issue(undefined, undefined, 60)]
    await stopClock(start + 59_999)
    expect(await peekLink('password_reset', late)).not.toBeNull()
    expect(await outcome(early)).toBe('used')
    await stopClock(start + 60_000)
    expect(await peekLink('password_reset', late)).toBeNull()
    expect(await outcome(late)).toBe('link_unusable')
    await stopClock(null)
  })

  it('[T32] revoked while used: exactly one wins', async () => {
    const { tenantId, id: administratorId } = await person('oscar@acme.example')
    for (let round = 0; round < 20; round++) {
      const token = await issue('oscar@acme.example')
      const [used, revoked] = await Promise.all([
        outcome(token),
        patiently(async () => transaction(async (tx) => voidLinks(tx, { purpose: 'password_reset', tenantId, administratorId, now: await readClock(tx) }))),
      ])
      expect([used, revoked]).toEqual(used === 'used' ? ['used', 0] : ['link_unusable', 1])
    }
  })
})
