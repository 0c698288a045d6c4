// The house's central proof: whatever a browser can reach is behind a door, and every door is on one list. A review of who may
// do what begins with the diff of that list. After adding an entrance: npx vitest run --project unit lib/actions/every-action -u
import fs from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { PERMISSIONS, type Permission } from '@/lib/authz/policy'
import { doorOf, type Door } from './doors'

const root = path.resolve(import.meta.dirname, '../..')
const read = (file: string) => fs.readFileSync(path.join(root, file), 'utf8')
const filesUnder = (folder: string) =>
  fs.readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => path.relative(root, path.join(entry.parentPath, entry.name))).filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file)).toSorted()

const sources = ['app', 'components', 'lib'].flatMap(filesUnder)
const actionFiles = sources.filter((file) => /^lib\/[^/]+\/actions\.ts$/.test(file))
const routeFiles = sources.filter((file) => /^app\/.*\/route\.ts$/.test(file))
const drawnFiles = sources.filter((file) => /^app\/.*\/(page|layout|template|default)\.tsx$/.test(file))

/** Entrances that are open to everyone on purpose: they know nobody, read nothing of a tenant, and say why. */
const OPEN: Readonly<Record<string, string>> = {
  'app/api/health/route.ts GET': 'says that the process lives',
  'app/api/ready/route.ts GET': 'says whether the database answers',
  'app/api/csp-report/route.ts POST': 'takes what browsers tell of the policy into the log, bounded',
  'app/(public)/signed-out/route.ts GET': 'where signing out leads: clears what the browser kept',
}
/** How many permissions wait for their screens. Lower it with each that gets one; never raise it. */
const AT_MOST_WITHOUT = 41
/** What asks who is there: the page guards, and functions of lib that begin with one. */
const GUARD = /\b(openPage|openArea|requireActor)\(/

interface Found { where: string; door: Door | undefined }

async function exportsOf(file: string): Promise<Found[]> {
  const module = (await import(path.join(root, file))) as Record<string, unknown>
  return Object.entries(module).map(([name, value]) => ({ where: `${file} ${name}`, door: doorOf(value) }))
}

const actions = (await Promise.all(actionFiles.map(exportsOf))).flat()
const routes = (await Promise.all(routeFiles.map(exportsOf))).flat()

/** Exported functions of a page with their source, comments left out. */
function exportedFunctions(file: string): { name: string; body: string }[] {
  const text = read(file).replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')
  return [...text.matchAll(/^export (?:default )?(async )?function (\w+)\b[\s\S]*?^}/gm)].map(([body, , name]) => ({ name: name!, body }))
}

/** The file of lib that a name comes from, when it is imported from there. */
function importedFrom(file: string, name: string): string | null {
  const from = new RegExp(`import \\{[^}]*\\b${name}\\b[^}]*\\} from '@/(lib/[^']+)'`).exec(read(file))?.[1]
  return from ? `${from}.ts` : null
}

/** What the calls of a piece of a file ask for: permissions, or 'own' where being signed in suffices. */
function askedIn(text: string, file: string, depth = 0): string[] {
  const own = /\brequireActor\(/.test(text) ? ['own'] : []
  const direct = [...text.matchAll(/\bopen(?:Page|Area)\(\s*'([^']+)'/g)].map(([, permission]) => permission!)
  const places = [...text.matchAll(/\bopenPlace\(\s*'(\w+)'/g)].map(([, kind]) => `${kind}:read`)
  const called = depth > 1 ? [] : [...new Set([...text.matchAll(/\b(open[A-Z]\w*)\(/g)].map(([, name]) => name!))].flatMap((name) => {
    const lib = importedFrom(file, name)
    return !lib || lib === 'lib/authz/access.ts' ? [] : askedIn(read(lib), lib, depth + 1)
  })
  const asked = new Set([...direct, ...places, ...called])
  if (asked.size > 1) asked.delete('own')
  return asked.size > 0 ? [...asked] : own
}

const isPublic = (file: string) => file.startsWith('app/(public)/') || file === 'app/layout.tsx'
const guarded = drawnFiles.filter((file) => !isPublic(file))
const pages = guarded.filter((file) => file.endsWith('page.tsx')).map((file) => ({ file, asks: askedIn(read(file), file).toSorted() }))

function line({ where, door }: Found): string {
  if (!door) return `${where}\topen\t${OPEN[where] ?? '?'}`
  const name = 'permission' in door ? door.permission : 'own' in door ? door.own : door.name
  const more = [
    'audit' in door ? door.audit : null,
    'stepUp' in door && door.stepUp !== 'never' && door.stepUp !== false ? `step-up ${door.stepUp === true ? 'always' : door.stepUp}` : null,
    'lock' in door && door.lock === 'tenant' ? 'tenant locked' : null,
  ]
  return [where, door.kind, name, ...more.filter((part) => part !== null)].join('\t')
}

const permissionsBehindDoors = new Set<string>([...[...actions, ...routes].flatMap(({ door }) => (door && 'permission' in door ? [door.permission] : [])), ...pages.flatMap(({ asks }) => asks)])

describe('[T65] every entrance is behind a door', () => {
  it('finds entrances at all', () => {
    expect(actions.length).toBeGreaterThan(40)
    expect(pages.length).toBeGreaterThan(5)
  })

  it.each(actionFiles)('%s begins with "use server" and exports declarations only', (file) => {
    const text = read(file)
    expect(text.startsWith("'use server'\n")).toBe(true)
    const exported = text.split('\n').filter((row) => row.startsWith('export'))
    expect(exported.filter((row) => !/^export const \w+ = define(Own|Public)?Action(<.*>)?\(\{$/.test(row))).toEqual([])
  })

  it('no other file holds server actions', () => {
    expect(sources.filter((file) => /^\s*['"]use server['"]/m.test(read(file)) && !actionFiles.includes(file))).toEqual([])
  })

  it('each action went through defineAction, defineOwnAction or definePublicAction', () => {
    expect(actions.filter(({ door }) => !door?.kind.endsWith('action')).map(({ where }) => where)).toEqual([])
  })

  it('each route handler went through defineRead, defineOwnRead or definePublicRoute, or is one of the few that know nobody', () => {
    const methods = routes.filter(({ where }) => !/ (runtime|dynamic|maxDuration)$/.test(where))
    expect(methods.filter(({ where, door }) => !door && !(where in OPEN)).map(({ where }) => where)).toEqual([])
    expect(Object.keys(OPEN).filter((where) => !routes.some((route) => route.where === where))).toEqual([])
  })

  it('no name of an action is used twice: own and public names mean one thing each', () => {
    const names = actions.flatMap(({ door }) => (door && 'name' in door ? [door.name] : []))
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
  })
})

describe('[T65] every page asks for itself', () => {
  it.each(pages)('$file asks who is there', ({ file, asks }) => {
    expect(asks.length, `${file} calls neither openPage, openArea nor requireActor, itself or by a function of lib that does`).toBeGreaterThan(0)
    expect(asks.filter((name) => name !== 'own' && !PERMISSIONS.includes(name as Permission))).toEqual([])
  })

  it.each(guarded)('%s reads nothing before it has asked', (file) => {
    for (const { name, body } of exportedFunctions(file)) {
      const first = [...body.matchAll(/\bawait\b[^;\n]*/g)].map(([awaited]) => awaited).find((awaited) => !/^await (params|searchParams|Promise\.all\(\[params, searchParams\]\))$|^await (params|searchParams)\b/.test(awaited))
      if (first === undefined) continue
      const openers = [...first.matchAll(/\b(open[A-Z]\w*|require[A-Z]\w*)\(/g)].map(([, opener]) => opener!)
      const asking = openers.some((opener) => GUARD.test(`${opener}(`) || GUARD.test(read(importedFrom(file, opener) ?? file)))
      expect(asking, `${file} ${name}: "${first}" comes before anybody was asked who they are`).toBe(true)
    }
  })
})

describe('the lists', () => {
  it('of all doors', async () => {
    const drawn = pages.map(({ file, asks }) => `${file}\tpage\t${asks.join(' or ')}`)
    const open = drawnFiles.filter((file) => isPublic(file) && file.endsWith('page.tsx')).map((file) => `${file}\tpage\tpublic`)
    await expect(`${[...actions.map(line), ...routes.map(line), ...drawn, ...open].toSorted().join('\n')}\n`).toMatchFileSnapshot('expected/doors.txt')
  })

  it('of permissions that have no entrance yet: it only shrinks', async () => {
    const without = PERMISSIONS.filter((permission) => !permissionsBehindDoors.has(permission))
    expect(without.length).toBeLessThanOrEqual(AT_MOST_WITHOUT)
    await expect(`${without.join('\n')}\n`).toMatchFileSnapshot('expected/permissions-without-a-door.txt')
  })
})
