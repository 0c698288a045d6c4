import { expect, it, vi } from 'vitest'

const warn = vi.fn<(line: object, text: string) => void>()
vi.mock('./log', () => ({ log: () => ({ warn }) }))
const { logRefused } = await import('./log-refused')

it('[T77] a refusal is one line of what, where and by whom, whatever else came with it', () => {
  logRefused({ what: 'odd input', door: 'public:sign-in', address: '192.0.2.7', password: 'secret' } as Parameters<typeof logRefused>[0])
  expect(warn).toHaveBeenCalledExactlyOnceWith({ refused: 'odd input', door: 'public:sign-in', tenantId: undefined, administratorId: undefined, address: '192.0.2.7' }, 'refused')
})

it('so many lines a minute and no more', () => {
  for (let time = 0; time < 1000; time++) logRefused({ what: 'foreign origin' })
  expect(warn).toHaveBeenCalledTimes(300)
})
