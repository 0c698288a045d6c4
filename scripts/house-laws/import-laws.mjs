/** Imports point one way: app → components → lib. Each law says where to go instead. */
import { insideProject, isTest, noun, target } from './rooms.mjs'

const databasePackages = /^(pg|@prisma\/.*|\.prisma\/.*)$/
const reachesDatabase = (inside, source) => databasePackages.test(source) || /^prisma\/generated(\/|$)/.test(inside ?? '')

/** lib/db, lib/audit, lib/authz/visible.ts, each noun's data.ts, and operations, which are named verb-noun. */
const mayReachDatabase = (file) =>
  /^(prisma|scripts|bench|e2e)\//.test(file) || isTest(file) || /^lib\/(db|audit)\//.test(file) || file === 'lib/authz/visible.ts' || /^lib\/[^/]+\/(data|[a-z]+(-[a-z0-9]+)+)\.ts$/.test(file)

/** What of the audit runs in a browser as well: names, words, the address of the explorer, and its action. */
const audit = 'audit\\/(?!(actions|describe|event-names|event-view|explorer-query)$)'
const fetches = new RegExp(`^lib\\/(db\\/|${audit}|[^/]+\\/data$)`)

const pureAuthorization = /^lib\/authz\/(policy|rules|can|grants|refusals|factor-words)\.ts$/

/** @type {{ when(file: string): boolean, refuse(inside: string | null, source: string, context: { file: string, typeOnly: boolean }): boolean, message: string }[]} */
const laws = [
  {
    when: (file) => !mayReachDatabase(file),
    refuse: (inside, source) => reachesDatabase(inside, source),
    message: 'The database is reached only from lib/db, lib/audit, lib/authz/visible.ts, a data.ts, or an operation (lib/<noun>/<verb>-<noun>.ts). Ask for what you need in the data.ts of its noun.',
  },
  {
    when: (file) => file.startsWith('components/ui/'),
    refuse: (inside) => inside !== null && !inside.startsWith('components/ui/'),
    message: 'components/ui knows nothing of ours. Take what you need as a prop, or move this component to the folder of its noun.',
  },
  {
    when: (file) => file.startsWith('components/'),
    refuse: (inside) => inside !== null && !/^(components|lib)\//.test(inside),
    message: 'Components import components and lib, never routes, data or scripts. Take it as a prop from the page.',
  },
  {
    when: (file) => file.startsWith('components/'),
    refuse: (inside, _source, { typeOnly }) => !typeOnly && fetches.test(inside ?? ''),
    message: 'A component never fetches. Take the View as a prop from page.tsx, or read it with the noun’s queries.ts.',
  },
  {
    when: (file) => file.startsWith('lib/') && !isTest(file),
    refuse: (inside) => /^(app|components)\//.test(inside ?? ''),
    message: 'lib knows neither routes nor components. Return the value, and let the page or component draw it.',
  },
  {
    when: (file) => pureAuthorization.test(file),
    refuse: (inside) => inside === null || !pureAuthorization.test(`${inside}.ts`),
    message: 'The policy, its rules and can() import nothing but each other: they run in the browser, in the action and in the query. Take it as an argument.',
  },
  {
    when: (file) => /^lib\/(authz|audit|db|errors|crypto|format|mail)\//.test(file) && !isTest(file),
    refuse: (inside) => noun(`${inside}.ts`) !== null,
    message: 'A shared room of lib knows no noun. Take it as an argument, or move this into the noun.',
  },
  {
    when: (file) => noun(file) !== null && !isTest(file),
    refuse: (inside, _source, { file }) => {
      const other = inside === null ? null : noun(`${inside}.ts`)
      return other !== null && other !== noun(file) && /\/(actions|queries|schema)$/.test(inside)
    },
    message: 'A noun reaches another noun only through its data.ts or an operation (<verb>-<noun>.ts).',
  },
  {
    when: (file) => !isTest(file) && !/^(prisma|scripts)\//.test(file) && !/^[^/]+$/.test(file),
    refuse: (inside) => /^(prisma\/(?!generated)|e2e\/|bench\/|scripts\/)/.test(inside ?? ''),
    message: 'What is for tests, measuring and the command line stays out of the product.',
  },
  {
    when: () => true,
    refuse: (_inside, source) => /^(next\/font\/google|sonner|lodash.*|moment|axios)$/.test(source),
    message: 'Not used here: fonts come from the geist package, toasts from components/ui, the rest from the language.',
  },
]

export const imports = {
  create(context) {
    const file = insideProject(context.filename)
    const applicable = laws.filter((law) => law.when(file))
    const check = (node, typeOnly) => {
      const source = node.source?.value
      if (typeof source !== 'string') return
      const inside = target(file, source)
      const broken = applicable.find((law) => law.refuse(inside, source, { file, typeOnly }))
      if (broken) context.report({ node, message: broken.message })
    }
    return {
      ImportDeclaration: (node) => check(node, node.importKind === 'type' || (node.specifiers.length > 0 && node.specifiers.every(({ importKind }) => importKind === 'type'))),
      ImportExpression: (node) => check(node, false),
    }
  },
}
