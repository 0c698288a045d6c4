// The list of every entrance, as lib/actions/every-action.test.ts keeps it true.
import fs from 'node:fs'
import path from 'node:path'
import type { Permission } from '../../lib/authz/policy'

export interface ListedDoor {
  /** "lib/grants/actions.ts assignRole", "app/api/audit/events/route.ts GET", "app/(console)/audit/page.tsx" */
  where: string
  /** the last word of it */
  name: string
  kind: 'action' | 'own-action' | 'public-action' | 'public-route' | 'read' | 'own-read' | 'page' | 'open'
  /** for a page: any of them lets one in; empty where being signed in suffices */
  permissions: Permission[]
  stepUp: 'never' | 'always' | 'privileged-role'
}

const LIST = path.resolve(import.meta.dirname, '../../lib/actions/expected/doors.txt')

function parse(line: string): ListedDoor {
  const [where, kind, guard, ...more] = line.split('\t') as [string, ListedDoor['kind'], string, ...string[]]
  const stepUp = more.find((part) => part.startsWith('step-up '))?.slice(8) ?? 'never'
  return {
    where, kind, name: where.split(' ').at(-1)!,
    permissions: guard.split(' or ').filter((name) => /^[a-z-]+:[a-z-]+$/.test(name) && !/^(own|public):/.test(name)) as Permission[],
    stepUp: stepUp as ListedDoor['stepUp'],
  }
}

export const DOORS = fs.readFileSync(LIST, 'utf8').trim().split('\n').map(parse)
