/** The laws of the house (docs/decisions) as lint rules; scripts/house-laws/house-laws.test.ts breaks each of them once. */
import { defaultExports, fileLength, fileNames, reExports, serverOnly } from './file-laws.mjs'
import { imports } from './import-laws.mjs'
import { addresses, clock, comments, consoleUse, environment, exceptionMessages, markup, roleLiterals, tests } from './word-laws.mjs'

export default {
  meta: { name: 'house' },
  rules: {
    imports,
    'file-names': fileNames,
    'file-length': fileLength,
    'default-exports': defaultExports,
    're-exports': reExports,
    'server-only': serverOnly,
    'role-literals': roleLiterals,
    addresses,
    environment,
    clock,
    console: consoleUse,
    markup,
    'exception-messages': exceptionMessages,
    tests,
    comments,
  },
}
