import { afterAll, describe, expect, it } from 'vitest'
import { closeDatabase } from '@/lib/db/client'
import { moveClock } from '@/prisma/factories/test-clock'
import { addressKey, takeSlot, takeToken } from './rate-limits'

afterAll(closeDatabase)

const granted = async (times: number, ask: () => Promise<boolean>) => (await Promise.all(Array.from({ length: times }, ask))).filter(Boolean).length

describe('limits shared by all servers', () => {
  it('a bucket gives its burst at once and then what came back', async () => {
    const ask = async () => takeToken('bucket', { burst: 5, perSecond: 0.01 })
    expect(await granted(40, ask)).toBe(5)
    await moveClock(200_000)
    expect(await granted(40, ask)).toBe(2)
    await moveClock(100_000)
    expect(await granted(10, ask)).toBe(0)
    await moveClock(0)
  })

  it('slots are never more than so many in any window, whatever the order of arrival', async () => {
    const taken: number[] = []
    let time = 0
    for (let step = 0; step < 60; step++) {
      time += [0, 70, 300, 900, 1500][(step * 7) % 5]!
      await moveClock(time * 1000)
      const count = await granted(1 + (step % 3), async () => takeSlot('slots', 3, 3600))
      taken.push(...Array.from({ length: count }, () => time))
    }
    await moveClock(0)
    // The clock also runs by itself while the test does: half a minute of slack at the border.
    for (const start of taken) expect(taken.filter((at) => at >= start && at < start + 3570).length).toBeLessThanOrEqual(3)
    expect(taken.length).toBeGreaterThan(20)
  })
})

describe('whom an address counts for', () => {
  it('an IPv4 address is itself, of IPv6 the /64 counts', () => {
    expect(addressKey('203.0.113.9')).toBe('203.0.113.9')
    expect(addressKey('::ffff:203.0.113.9')).toBe('203.0.113.9')
    expect(addressKey('2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1:2::/64')
    expect(addressKey('2001:DB8:1:2::ffff')).toBe(addressKey('2001:db8:1:2:aaaa:bbbb:cccc:dddd'))
    expect(addressKey('2001:db8:1:3::1')).not.toBe(addressKey('2001:db8:1:2::1'))
    expect(addressKey('::1')).toBe('0:0:0:0::/64')
    expect(addressKey('2001:db8::')).toBe('2001:db8:0:0::/64')
    for (const odd of ['', 'unknown', 'evil, 1.2.3.4', 'g::1', '1.2.3', "1'; drop"]) expect(addressKey(odd)).toBe('unknown')
  })
})
