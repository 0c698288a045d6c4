import { storeInvitedCast } from './factories/store-cast'

if (!process.argv.includes('--cast')) {
  process.stderr.write('Say what to seed: --cast stores the named people of the demo.\n')
  process.exit(1)
}
await storeInvitedCast()
