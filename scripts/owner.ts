/**
 * `npm run owner -- --tenant acme --email a@b.c [--name "Acme"]`: makes a tenant and its first owner, or sends the link again.
 * `npm run owner -- --tenant acme --email a@b.c --recover [--new-email c@d.e]`: gives an owner their account back.
 */
import { parseArgs } from 'node:util'
import { closeDatabase } from '@/lib/db/client'
import { refuseWrongDatabase } from '@/lib/db/refuse-wrong-database'
import { env } from '@/lib/env'
import { AppError } from '@/lib/errors/app-error'
import { isUnavailable } from '@/lib/errors/database-failure'
import { inviteFirstOwner } from '@/lib/tenants/invite-first-owner'
import { recoverOwner } from '@/lib/tenants/recover-owner'

const USAGE = `Usage:
  npm run owner -- --tenant acme --email a@b.c [--name "Acme"]              makes the tenant and its first owner; again: sends the link anew
  npm run owner -- --tenant acme --email a@b.c --recover [--new-email c@d]  resets an owner's password and factors, and the address
`

function parse() {
  const { values } = parseArgs({ options: { tenant: { type: 'string' }, email: { type: 'string' }, name: { type: 'string' }, recover: { type: 'boolean' }, 'new-email': { type: 'string' } } })
  const { tenant: slug, email, name, recover = false, 'new-email': newEmail } = values
  if (!slug || !email) throw new TypeError('Both --tenant and --email are needed.')
  if (newEmail !== undefined && !recover) throw new TypeError('--new-email goes with --recover.')
  if (name !== undefined && recover) throw new TypeError('--name goes with a new tenant, not with --recover.')
  return { slug, email, name, recover, newEmail }
}

const hours = (seconds: number) => (seconds % 3600 === 0 ? `${seconds / 3600} hours` : `${seconds / 60} minutes`)

async function run(): Promise<string> {
  const { slug, email, name, recover, newEmail } = parse()
  await refuseWrongDatabase(env().CASTELLAN_MODE)
  if (recover) {
    const done = await recoverOwner({ slug, email, newEmail })
    return `${done.email}: the old password, second factors and sessions are gone. ${done.told} owner(s) of ${done.tenantName} are told by mail.\nThis link sets a new password; it works once, for ${hours(done.lifetimeSeconds)}, and was mailed too:\n  ${done.link}\n`
  }
  const done = await inviteFirstOwner({ slug, email, name })
  return `${done.tenantCreated ? `The tenant ${done.tenantName} was made. ` : ''}${done.email} is invited as its first owner.\nThis link activates the account; it works once, for ${hours(done.lifetimeSeconds)}, and was mailed too. Earlier links no longer work.\n  ${done.link}\n`
}

/** What a person can act on; everything else is a bug, with its stack. */
function inWords(error: unknown): string {
  if (error instanceof AppError) return `${error.failure.sentence}\n`
  if (error instanceof TypeError) return `${error.message}\n${USAGE}`
  if (isUnavailable(error)) return 'The database cannot be reached. Nothing was changed.\n'
  return `${error instanceof Error ? error.message : String(error)}\n`
}

try {
  process.stdout.write(await run())
} catch (error) {
  process.stderr.write(inWords(error))
  process.exitCode = 1
} finally {
  await closeDatabase()
}
