import { afterEach, beforeEach, expect, it, vi } from 'vitest'

beforeEach(() => {
  vi.resetModules()
  vi.useFakeTimers({ now: 1_000_000_000 })
})
afterEach(() => vi.useRealTimers())

it('is the server’s time, whatever the browser’s clock says, and the quickest answer counts', async () => {
  const { noteServerTime, serverTime } = await import('./server-clock')
  expect(serverTime()).toBe(1_000_000_000)
  noteServerTime(999_000_000 - 800)
  expect(serverTime()).toBe(999_000_000 - 800)
  vi.advanceTimersByTime(5000)
  noteServerTime(999_005_000 - 30)
  expect(serverTime()).toBe(999_005_000 - 30)
  vi.advanceTimersByTime(5000)
  noteServerTime(999_010_000 - 2000)
  expect(serverTime()).toBe(999_010_000 - 30)
})

it('starts anew when the browser’s clock was set', async () => {
  const { noteServerTime, serverTime } = await import('./server-clock')
  noteServerTime(1_000_000_000)
  vi.setSystemTime(1_003_600_000)
  noteServerTime(1_000_000_000)
  expect(serverTime()).toBe(1_000_000_000)
})
