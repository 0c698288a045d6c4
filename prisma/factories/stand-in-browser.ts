/**
 * The framework's request, for tests that call an action as a browser would:
 * `vi.mock('next/headers', async () => (await import('@/prisma/factories/stand-in-browser')).nextHeaders)`
 */
interface Kept {
  name: string
  value: string
  options: Record<string, unknown>
}

/** One browser: what it sends, and what it was told to keep. */
export const browser = { cookie: undefined as string | undefined, step: undefined as string | undefined, address: '192.0.2.1', origin: 'http://localhost:3000', kept: [] as Kept[], /** its other cookies, by name */ others: {} as Record<string, string | undefined> }

/** The session's cookie and the pending sign-in's are two; all others are kept by name. */
const jarOf = (name: string) => (name.endsWith('-step') ? 'step' : /^(__Host-)?castellan$/.test(name) ? 'cookie' : null)

export const nextHeaders = {
  cookies: () =>
    Promise.resolve({
      get: (name: string) => {
        const jar = jarOf(name)
        const value = jar ? browser[jar] : browser.others[name]
        return value ? { value } : undefined
      },
      set: (name: string, value: string, options: Record<string, unknown>) => {
        browser.kept.push({ name, value, options })
        const jar = jarOf(name)
        if (jar) browser[jar] = value || undefined
        else browser.others[name] = value || undefined
      },
    }),
  headers: () => Promise.resolve(new Headers({ origin: browser.origin, 'sec-fetch-site': 'same-origin', 'x-forwarded-for': browser.address, 'user-agent': 'test' })),
}
