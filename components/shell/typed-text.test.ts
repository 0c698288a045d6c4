import { beforeEach, describe, expect, it, vi } from 'vitest'

/** A page that is loaded anew: the module begins afresh, the tab's storage stays. */
const load = async () => {
  vi.resetModules()
  return import('./typed-text')
}

function tab() {
  const kept = new Map<string, string>()
  const storage = { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, text: string) => void kept.set(key, text), removeItem: (key: string) => void kept.delete(key) }
  // As the browser's own: what is stored is listed by Object.keys().
  return new Proxy(storage, { ownKeys: () => [...kept.keys()], getOwnPropertyDescriptor: (_, key) => (kept.has(key as string) ? { enumerable: true, configurable: true } : undefined) })
}

beforeEach(() => void vi.stubGlobal('sessionStorage', tab()))

describe('what is typed in a dialog', () => {
  it('is there after the page was loaded anew, for whoever typed it, until it is sent', async () => {
    const before = await load()
    before.typedBy('adam')
    before.keepTyped('activate why', 'The payment run')
    const after = await load()
    expect(after.readTyped('activate why')).toBe('')
    const told = vi.fn<() => void>()
    const stop = after.onTyped(told)
    after.typedBy('adam')
    expect([after.readTyped('activate why'), after.readTyped('deny why'), told.mock.calls.length]).toEqual(['The payment run', '', 1])
    after.keepTyped('activate why', '')
    stop()
    after.keepTyped('deny why', 'x')
    expect(told).toHaveBeenCalledTimes(2)
    const sent = await load()
    sent.typedBy('adam')
    expect([sent.readTyped('activate why'), sent.readTyped('deny why')]).toEqual(['', 'x'])
  })

  it('is nobody else’s: gone when another signs in, and when its writer signs out', async () => {
    const adam = await load()
    adam.typedBy('adam')
    adam.keepTyped('why', 'mine')
    adam.typedBy('olivia')
    expect(adam.readTyped('why')).toBe('')
    adam.typedBy('adam')
    expect(adam.readTyped('why')).toBe('')
    adam.keepTyped('why', 'again')
    adam.forgetTyped({ onPage: false })
    // In another tab the page stays as it is, and only there.
    expect([adam.readTyped('why'), Object.keys(sessionStorage)]).toEqual(['again', []])
    adam.forgetTyped({ onPage: true })
    expect(adam.readTyped('why')).toBe('')
  })

  it('is kept while the page is, where the browser stores nothing or nobody is signed in', async () => {
    const nobody = await load()
    nobody.keepTyped('why', 'x')
    expect([nobody.readTyped('why'), Object.keys(sessionStorage)]).toEqual(['x', []])
    vi.stubGlobal('sessionStorage', undefined)
    nobody.typedBy('adam')
    nobody.keepTyped('why', 'y')
    expect(nobody.readTyped('why')).toBe('y')
    nobody.forgetTyped({ onPage: true })
    expect(nobody.readTyped('why')).toBe('')
  })
})
