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
export const browser = { cookie: undefined as string | undefined, address: '192.0.2.1', origin: 'http://localhost:3000', kept: [] as Kept[] }

export const nextHeaders = {
  cookies: () =>
    Promise.resolve({
      get: () => (browser.cookie ? { value: browser.cookie } : undefined),
      set: (name: string, value: string, options: Record<string, unknown>) => {
        browser.kept.push({ name, value, options })
        browser.cookie = value || undefined
      },
    }),
  headers: () => Promise.resolve(new Headers({ origin: browser.origin, 'sec-fetch-site': 'same-origin', 'x-forwarded-for': browser.address, 'user-agent': 'test' })),
}
