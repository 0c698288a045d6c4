/**
 * Guards outside the rooms that are mutated whole. Each is taken away once, in a copy of the project, and the named test has to turn red.
 * `find` must occur exactly once in the file: a guard that was rewritten has to be written down anew.
 * @type {{ name: string, file: string, find: string, replace: string, project: 'unit' | 'integration', test: string }[]}
 */
export const namedGuards = [
  {
    name: 'demo and test mode refuse an origin that others can reach',
    file: 'lib/env.ts',
    find: "if (mode === 'demo' || mode === 'test')",
    replace: 'if (mode === undefined)',
    project: 'unit',
    test: 'lib/env.test.ts',
  },
  {
    name: 'production refuses plain http',
    file: 'lib/env.ts',
    find: "if (!origin.startsWith('https:'))",
    replace: "if (!origin.startsWith('http'))",
    project: 'unit',
    test: 'lib/env.test.ts',
  },
  {
    name: 'production refuses the keys of a demo',
    file: 'lib/env.ts',
    find: '/^(demo|test)-/.test(id) ||',
    replace: '',
    project: 'unit',
    test: 'lib/env.test.ts',
  },
  {
    name: 'production refuses a database that is marked for demo or test',
    file: 'lib/db/database-status.ts',
    find: "mark === 'demo' || mark === 'test' ?",
    replace: "mark === 'demo' && mark !== 'demo' ?",
    project: 'unit',
    test: 'lib/db/database-status.test.ts',
  },
  {
    name: 'demo and test mode refuse a database without their mark',
    file: 'lib/db/database-status.ts',
    find: 'return mark === mode ? null',
    replace: 'return mark !== undefined ? null',
    project: 'unit',
    test: 'lib/db/database-status.test.ts',
  },
  {
    name: 'the embedded application role may not own or make tables',
    file: 'scripts/postgres-roles.mjs',
    find: 'LOGIN NOSUPERUSER NOCREATEROLE',
    replace: 'LOGIN SUPERUSER NOCREATEROLE',
    project: 'integration',
    test: 'prisma/factories/test-database.integration.test.ts',
  },
]
