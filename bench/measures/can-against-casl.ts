import { createHash } from 'node:crypto'
import { can } from '@/lib/authz/can'
import { makeActor, type Actor, type Grant, type Person, type Scope } from '@/lib/authz/grants'
import { PERMISSIONS, ROLES, ROLE_KEYS, permissionRow, type Permission, type RoleKey } from '@/lib/authz/policy'
import { abilityOf, actionOf, subjectOf, type Lifetime, type Question } from '../casl-policy'
import { inPairs } from '../median'
import { type Finding, type Measure } from '../measure'

const NOW = 1_790_000_000_000
const HOUR = 3_600_000
/** Ids as the database makes them, and the same in every run. */
const id = (name: string | number) => createHash('sha256').update(String(name)).digest('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*/, '$1-$2-$3-$4-$5')

const PAYMENTS = { type: 'workspace', id: id('payments') } as const
const LEDGER = { type: 'workspace', id: id('ledger') } as const
const NORTHWIND = { type: 'organization', id: id('northwind') } as const
const TENANT: Scope = { type: 'tenant' }

let made = 0
function grant(role: RoleKey, scope: Scope, more: Partial<Grant> = {}): Grant {
  return { id: `grant-${(made += 1)}`, role, scope, kind: 'active', startsAt: NOW - HOUR, endsAt: null, confirmed: true, placeActive: true, activation: null, ...more }
}

function actor(grants: Grant[], more: Partial<Actor> = {}): Actor {
  return makeActor({
    tenantId: 'acme', administratorId: 'me', sessionId: 's', status: 'active', factorEnrolledAt: NOW - HOUR, factorUsedAt: NOW, freshFactorAt: NOW,
    mfa: { everyone: false, roles: ['client_owner', 'client_admin', 'client_compliance_auditor', 'super_admin'] }, onlyOwnersAssignClientAdmin: false, now: NOW, grants, ...more,
  })
}

const running = { kind: 'eligible', activation: { id: 'a', startsAt: NOW - 60_000, endsAt: NOW + HOUR } } as const
const over = { kind: 'eligible', activation: { id: 'a', startsAt: NOW - HOUR, endsAt: NOW } } as const

/** Every role: standing, running, just over, ending, without the factor; in one workspace or organization where it can lie there. */
function actors(): Actor[] {
  return ROLE_KEYS.flatMap((role) => {
    const scopes: Scope[] = ROLES[role].reach === 'place' ? [PAYMENTS, NORTHWIND] : [TENANT]
    return scopes.flatMap((scope) => [
      actor([grant(role, scope)]),
      actor([grant(role, scope, running)]),
      actor([grant(role, scope, over)]),
      actor([grant(role, scope, { endsAt: NOW + 1 }), grant('member', TENANT)]),
      actor([grant(role, scope, running)], { factorUsedAt: null }),
    ])
  })
}

function person(administratorId: string, ...grants: Grant[]): Person {
  return { administratorId, status: 'active', factorEnrolledAt: null, grants }
}

const people = [person('other', grant('approver', TENANT)), person('other', grant('client_owner', TENANT)), person('other', grant('workspace_admin', NORTHWIND), grant('member', TENANT)), person('me', grant('requester', TENANT))]

function questionsAbout(permission: Permission): Question[] {
  const { scope, rule } = permissionRow(permission)
  const places = scope === 'tenant' ? [undefined] : scope === 'workspace' ? [PAYMENTS, LEDGER] : [NORTHWIND]
  const change = (role: RoleKey, where: Scope, administratorId = 'other') => ({ administratorId, before: null, after: { role, scope: where } })
  return places.flatMap((place): Question[] => {
    if (rule === undefined) return [{ permission, resource: place && { place } }]
    if (rule === 'other-person') return people.map((about) => ({ permission, resource: { person: about } }))
    const changes = place ? [change('workspace_auditor', place), change('workspace_admin', place, 'me')] : [change('auditor', TENANT), change('client_owner', TENANT), change('workspace_admin', PAYMENTS), change('approver', TENANT, 'me')]
    return changes.map((one) => ({ permission, resource: rule === 'grant-change' && !place ? { change: one } : { ...(place ? { place } : {}), grants: [one] } }))
  })
}

const ask = can as (actor: Actor, permission: Permission, resource?: Question['resource']) => { allowed: boolean }

interface Asked { actor: Actor; questions: Question[]; actions: string[]; subjects: ReturnType<typeof subjectOf>[]; ability: ReturnType<typeof abilityOf> }

function prepare(who: Actor[], questions: Question[], lifetime: Lifetime): Asked[] {
  return who.map((one) => ({
    actor: one,
    questions,
    actions: questions.map(({ permission }) => actionOf(permission)),
    subjects: questions.map((question) => subjectOf(one, question)),
    ability: abilityOf(one, lifetime),
  }))
}

/** Nothing is compared that does not answer alike. */
function refuseDifferentAnswers(all: Asked[]): number {
  let count = 0
  for (const { actor: who, questions, actions, subjects, ability } of all) {
    questions.forEach((question, at) => {
      const ours = ask(who, question.permission, question.resource).allowed
      const theirs = ability.can(actions[at]!, subjects[at]!)
      count += 1
      if (ours !== theirs) throw new Error(`${who.grants.map(({ role, kind }) => `${kind} ${role}`).join(', ')}: ${question.permission} about ${JSON.stringify(question.resource)}: can() says ${ours}, CASL ${theirs}`)
    })
  }
  return count
}

let answersSeen = 0

function nanosecondsOfOurs(all: Asked[], repeat: number): number {
  let asked = 0
  const started = process.hrtime.bigint()
  for (let round = 0; round < repeat; round += 1) {
    for (const { actor: who, questions } of all) {
      for (let at = 0; at < questions.length; at += 1) if (ask(who, questions[at]!.permission, questions[at]!.resource).allowed) answersSeen += 1
      asked += questions.length
    }
  }
  return Number(process.hrtime.bigint() - started) / asked
}

function nanosecondsOfCasl(all: Asked[], repeat: number): number {
  let asked = 0
  const started = process.hrtime.bigint()
  for (let round = 0; round < repeat; round += 1) {
    for (const { ability, actions, subjects } of all) {
      for (let at = 0; at < actions.length; at += 1) if (ability.can(actions[at]!, subjects[at]!)) answersSeen += 1
      asked += actions.length
    }
  }
  return Number(process.hrtime.bigint() - started) / asked
}

const questions = PERMISSIONS.flatMap(questionsAbout)
const aboutPlaces = questions.filter(({ permission }) => permissionRow(permission).scope !== 'tenant')

/** One role in the tenant that runs under PIM and needs MFA, and Workspace Admin in place after place, every other one running under PIM. */
function holderOf(count: number, role: RoleKey): Actor {
  const places = Array.from({ length: count - 2 }, (_, at): Scope => ({ type: at % 2 ? 'workspace' : 'organization', id: id(at) }))
  const grants = [grant(role, TENANT, running), grant('workspace_admin', PAYMENTS, running), ...places.map((place, at) => grant('workspace_admin', place, at % 4 < 2 ? running : {}))]
  return actor(grants, { mfa: { everyone: true, roles: [] } })
}

interface Comparison { what: string; who: Actor[]; about: Question[]; lifetime: Lifetime; judged: boolean }

async function against({ what, who, about, lifetime, judged }: Comparison, rounds: number): Promise<Finding> {
  const all = prepare(who, about, lifetime)
  const compared = refuseDifferentAnswers(all)
  const repeat = Math.ceil(100_000 / compared)
  const { ours, floor, ratio } = await inPairs(rounds, () => nanosecondsOfOurs(all, repeat * 4), () => nanosecondsOfCasl(all, repeat))
  const ability = lifetime === 'cached' ? 'its ability kept, times and factor as conditions' : 'its ability of what is in force now'
  return { what: `can() against CASL (${ability}), ${what}`, reach: judged ? { atLeast: 15 } : 'shown', ratio: 1 / ratio, seen: `${ours.toFixed(0)} ns, CASL ${floor.toFixed(0)} ns a question; ${compared} answers alike` }
}

/** The same questions to someone with four grants and to someone with sixty-four. */
async function growing(rounds: number): Promise<Finding> {
  const few = prepare([holderOf(4, 'super_admin')], questions, 'of the request')
  const many = prepare([holderOf(64, 'super_admin')], questions, 'of the request')
  const { ours, floor, ratio } = await inPairs(rounds, () => nanosecondsOfOurs(many, 2000), () => nanosecondsOfOurs(few, 2000))
  return { what: 'can() at 64 grants against 4', reach: { atMost: 1.3 }, ratio, seen: `${ours.toFixed(0)} ns and ${floor.toFixed(0)} ns a question` }
}

/** What is paid once a request: what is in force, added up. */
async function making(rounds: number): Promise<Finding> {
  const { grants, inForce: _inForce, powers: _powers, ...facts } = holderOf(16, 'super_admin')
  const time = (make: () => unknown) => {
    const started = process.hrtime.bigint()
    for (let at = 0; at < 200; at += 1) make()
    return Number(process.hrtime.bigint() - started) / 200_000
  }
  const person = makeActor({ ...facts, grants })
  const { ours, floor, ratio } = await inPairs(rounds, () => time(() => makeActor({ ...facts, grants })), () => time(() => abilityOf(person, 'of the request')))
  return { what: 'adding up 16 grants against building the ability', reach: 'shown', ratio: 1 / ratio, seen: `${ours.toFixed(1)} µs, CASL ${floor.toFixed(0)} µs` }
}

export const canAgainstCasl: Measure = {
  name: 'can',
  run: async ({ quick }) => {
    const rounds = quick ? 7 : 41
    const holders = [holderOf(16, 'super_admin'), holderOf(16, 'member')]
    const inPlaces = { what: 'scope, PIM and MFA in play: 16 grants, every question about a place', who: holders, about: aboutPlaces }
    const matrix = { what: 'the whole matrix, role by role, one grant each', who: actors(), about: questions }
    const findings = [
      await against({ ...inPlaces, lifetime: 'cached', judged: true }, rounds),
      await against({ ...inPlaces, lifetime: 'of the request', judged: false }, rounds),
      await against({ ...matrix, lifetime: 'cached', judged: false }, rounds),
      await growing(rounds),
      await making(rounds),
    ]
    if (answersSeen === 0) throw new Error('nobody may do anything: the questions prove nothing')
    return findings
  },
}
