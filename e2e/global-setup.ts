/** Starts Castellan once for all journeys. CASTELLAN_E2E_ORIGIN (with MAIL_ORIGIN and the settings) leaves out the start and uses one that runs. */
import { startTestStack } from '../scripts/test-stack.mjs'

export default async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (process.env.CASTELLAN_E2E_ORIGIN) return undefined
  // Identity providers of the journeys live on this machine.
  // Behind one proxy, so that each test has a network address, and with it limits, of its own (fixtures.ts).
  const stack = await startTestStack({ settings: { TRUSTED_PROXIES: '1', OUTBOUND_LOOPBACK: 'on' }, patient: true })
  // Workers are started after this and inherit it: the journeys may use the factories on the same database.
  Object.assign(process.env, stack.environment, { CASTELLAN_E2E_ORIGIN: stack.origin, MAIL_ORIGIN: stack.mailOrigin })
  return stack.stop
}
