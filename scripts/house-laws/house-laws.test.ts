/** Breaks each law once, and keeps it once right beside the border, so that no law can quietly stop working. */
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import { createRequire } from 'node:module'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const root = path.resolve(import.meta.dirname, '../..')
const long = (lines: number) => `${'void 0\n'.repeat(lines)}`

/** law, file, its broken content, and (for a border) a file and content that keeps it */
const cases: [law: string, file: string, broken: string, keptFile: string, kept: string][] = [
  ['house(imports)', 'app/page-data.ts', "import { Client } from 'pg'\nvoid Client", 'lib/workspaces/data.ts', "import 'server-only'\nimport { Client } from 'pg'\nvoid Client"],
  ['house(imports)', 'components/shell/rail.tsx', "import type { Prisma } from '@/prisma/generated/client'\nexport type R = Prisma", 'lib/workspaces/delete-workspace.ts', "import { Prisma } from '@/prisma/generated/client'\nvoid Prisma"],
  ['house(imports)', 'components/ui/button.tsx', "import { can } from '@/lib/authz/can'\nvoid can", 'components/ui/dialog.tsx', "import { Button } from './button'\nvoid Button"],
  ['house(imports)', 'components/table/list.tsx', "import { Page } from '@/app/page'\nvoid Page", 'components/table/row.tsx', "import { can } from '@/lib/authz/can'\nvoid can"],
  ['house(imports)', 'components/table/rows.tsx', "import { listWorkspaces } from '@/lib/workspaces/data'\nvoid listWorkspaces", 'components/table/cell.tsx', "import type { WorkspaceView } from '@/lib/workspaces/data'\nexport type C = WorkspaceView"],
  ['house(imports)', 'lib/mail/send-mail.ts', "import { Button } from '@/components/ui/button'\nvoid Button", 'lib/mail/queue-mail.ts', "import { env } from '@/lib/env'\nvoid env"],
  ['house(imports)', 'lib/authz/rules.ts', "import { env } from '@/lib/env'\nvoid env", 'lib/authz/can.ts', "import { x } from './rules'\nvoid x"],
  ['house(imports)', 'lib/authz/policy.ts', "import { z } from 'zod'\nvoid z", 'lib/authz/access.ts', "import { env } from '@/lib/env'\nvoid env"],
  ['house(imports)', 'lib/audit/record.ts', "import { x } from '../administrators/schema'\nvoid x", 'lib/audit/write.ts', "import { x } from '../errors/app-error'\nvoid x"],
  ['house(imports)', 'lib/invitations/invite-administrator.ts', "import { x } from '@/lib/administrators/actions'\nvoid x", 'lib/invitations/accept-invitation.ts', "import { x } from '@/lib/administrators/data'\nvoid x"],
  ['house(imports)', 'lib/format/zone.ts', "import { cast } from '@/prisma/factories/cast'\nvoid cast", 'lib/format/zone.test.ts', "import { cast } from '@/prisma/factories/cast'\nvoid cast"],
  ['house(imports)', 'app/layout-font.ts', "import { Inter } from 'next/font/google'\nvoid Inter", 'app/font.ts', "import { GeistSans } from 'geist/font/sans'\nvoid GeistSans"],
  ['house(file-names)', 'lib/format/utils.ts', 'export const x = 1', 'lib/format/duration.ts', 'export const x = 1'],
  ['house(file-names)', 'lib/format/DateText.ts', 'export const x = 1', 'app/(console)/not-found.tsx', 'export default function NotFound() {}'],
  ['house(file-length)', 'lib/format/long.ts', long(401), 'lib/format/table.ts', `// Long because it is one table.\n${long(401)}`],
  ['house(default-exports)', 'components/shell/menu.tsx', 'export default function Menu() {}', 'app/(console)/page.tsx', 'export default function Page() {}'],
  ['house(re-exports)', 'lib/format/all.ts', "export * from './duration'", 'lib/format/some.ts', 'export const x = 1'],
  ['house(re-exports)', 'lib/format/one.ts', "export { x } from './duration'", 'lib/format/two.ts', 'const x = 1\nexport { x }'],
  ['house(server-only)', 'lib/organizations/data.ts', 'export const x = 1', 'lib/administrators/data.ts', "import 'server-only'\nexport const x = 1"],
  ['house(role-literals)', 'lib/invitations/create-invitation.ts', "export const owner = (role: string) => role === 'client_owner'", 'lib/authz/grants.ts', "export const owner = (role: string) => role === 'client_owner'"],
  ['house(role-literals)', 'components/shell/badge.tsx', 'export const colours = { client_admin: 1 }', 'e2e/roles.spec.ts', "export const who = 'client_admin'"],
  ['house(addresses)', 'components/shell/links.tsx', 'export const a = <a href="/administrators">Go</a>', 'lib/paths.ts', "export const administrators = () => '/administrators'"],
  ['house(addresses)', 'lib/invitations/mail-text.ts', 'export const a = (slug: string) => `/workspaces/${slug}`', 'lib/invitations/mail-words.ts', "export const a = 'and/or'"],
  ['house(environment)', 'lib/mail/settings.ts', 'export const url = process.env.SMTP_URL', 'lib/env.ts', 'export const url = process.env.SMTP_URL'],
  ['house(environment)', 'app/settings.ts', "export const url = process['env'].SMTP_URL", 'vitest.config.ts', 'export const ci = process.env.CI'],
  ['house(clock)', 'lib/authn/session-age.ts', 'export const late = (ends: number) => Date.now() > ends', 'components/shell/countdown.tsx', 'export const now = () => Date.now()'],
  ['house(clock)', 'lib/authn/end-session.ts', 'export const now = () => new Date()', 'lib/authn/read-time.ts', 'export const time = (text: string) => new Date(text)'],
  ['house(markup)', 'components/ui/bar.tsx', 'export const bar = <div style={{ width: 1 }} />', 'components/ui/line.tsx', 'export const bar = <div className="w-px" />'],
  ['house(markup)', 'components/ui/html.tsx', "export const html = <div dangerouslySetInnerHTML={{ __html: 'x' }} />", 'components/ui/text.tsx', 'export const html = <div>x</div>'],
  ['house(exception-messages)', 'components/form/save.tsx', 'export function save(f: () => void, show: (t: string) => void) { try { f() } catch (problem) { show((problem).message) } }', 'components/form/field.tsx', 'export const text = (error: { message: string }) => error.message'],
  ['house(exception-messages)', 'app/error.tsx', 'export default function Failed({ error }: { error: Error }) { return <p>{error.message}</p> }', 'app/(console)/error.tsx', 'export default function Failed({ error }: { error: { digest: string } }) { return <p>{error.digest}</p> }'],
  ['house(tests)', 'lib/format/money.test.ts', "import { it } from 'vitest'\nit.skip('later', () => {})", 'lib/format/count.test.ts', "import { expect, it } from 'vitest'\nit('counts', () => { expect(1).toBe(1) })"],
  ['house(tests)', 'e2e/slow.spec.ts', 'export const slow = (page: { waitForTimeout(ms: number): void }) => page.waitForTimeout(500)', 'e2e/quick.spec.ts', 'export const quick = (page: { waitForURL(url: string): void }) => page.waitForURL("x")'],
  ['house(comments)', 'lib/format/later.ts', '// TODO: round\nexport const x = 1', 'lib/format/done.ts', '// Rounds down, because a countdown must not promise more than there is.\nexport const x = 1'],
  ['house(comments)', 'lib/format/quiet.ts', '// @ts-ignore\nexport const x: number = 1', 'lib/format/loud.ts', '// The type is right.\nexport const x: number = 1'],
  ['typescript(no-explicit-any)', 'lib/format/any.ts', 'export const x = (y: unknown) => y as any', 'lib/format/unknown.ts', 'export const x = (y: unknown) => y'],
  ['typescript(no-floating-promises)', 'lib/jobs/run-job.ts', 'async function work() {}\nexport function run() { work() }', 'lib/jobs/run-jobs.ts', 'async function work() {}\nexport async function run() { await work() }'],
  ['house(console)', 'lib/jobs/say.ts', "export const say = () => console.log('x')", 'scripts/say.ts', "export const say = () => console.log('x')"],
]

let project: string
let found: Map<string, string[]>

beforeAll(() => {
  project = fs.mkdtempSync(path.join(os.tmpdir(), 'castellan-house-laws-'))
  const put = (file: string, text: string) => {
    fs.mkdirSync(path.dirname(path.join(project, file)), { recursive: true })
    fs.writeFileSync(path.join(project, file), text)
  }
  put('package.json', '{ "type": "module" }')
  put('tsconfig.json', '{ "compilerOptions": { "strict": true, "module": "esnext", "moduleResolution": "bundler", "jsx": "react-jsx", "noEmit": true }, "include": ["**/*"] }')
  for (const [, file, broken, keptFile, kept] of cases) {
    put(file, broken)
    put(keptFile, kept)
  }
  const oxlint = path.join(path.dirname(createRequire(import.meta.url).resolve('oxlint/package.json')), 'bin/oxlint')
  const result = spawnSync(process.execPath, [oxlint, '-c', path.join(root, '.oxlintrc.json'), '-f', 'json'], { cwd: project, encoding: 'utf8', maxBuffer: 1e8 })
  const report: { diagnostics: { code: string; filename: string }[] } = JSON.parse(result.stdout)
  found = new Map()
  for (const { filename, code } of report.diagnostics) found.set(filename, [...(found.get(filename) ?? []), code])
}, 60_000)

afterAll(() => fs.rmSync(project, { recursive: true, force: true }))

describe('the laws of the house', () => {
  it.each(cases)('%s is broken by %s', (law, file) => {
    expect(found.get(file) ?? []).toContain(law)
  })

  it.each(cases)('%s (beside %s) is kept', (law, _file, _broken, keptFile) => {
    expect(found.get(keptFile) ?? []).not.toContain(law)
  })

  it('has a broken snippet for every law', () => {
    const config: { rules: Record<string, unknown> } = JSON.parse(fs.readFileSync(path.join(root, '.oxlintrc.json'), 'utf8'))
    const laws = Object.keys(config.rules).filter((rule) => rule.startsWith('house/'))
    expect(laws.filter((law) => !cases.some(([name]) => name === `house(${law.slice(6)})`))).toEqual([])
  })
})
