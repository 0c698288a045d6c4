import pg from 'pg'
import { vi } from 'vitest'

interface Asked { text: string; name?: string }

/** What every beginning of a session asks, whatever proved the person: the limit, the person, the session, its event. */
const EVERY_SIGN_IN = /rate_bucket|AS "requiredConnection"|live AS|audit_|^BEGIN$|^COMMIT$/

/** @returns how often the database is asked by a way in, the transaction left out, and what it asks beyond what every sign-in does: by name, or its first word */
export async function statementsOf(work: () => Promise<unknown>): Promise<{ all: number; own: string[] }> {
  const spy = vi.spyOn(pg.Client.prototype, 'query')
  try {
    await work()
    const asked = spy.mock.calls.map(([query]) => query as unknown as Asked)
    return { all: asked.filter(({ text }) => !/^(BEGIN|COMMIT)$/.test(text)).length, own: asked.filter(({ text }) => !EVERY_SIGN_IN.test(text)).map(({ name, text }) => name ?? text) }
  } finally {
    spy.mockRestore()
  }
}
