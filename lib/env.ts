// The environment, parsed once at first use. Importing this file never throws, so that a build needs no secrets.
import { z } from 'zod'

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])
const FLOOR = { memoryKib: 19_456, iterations: 2 }
const KEY_BYTES = 32
/** Whoever sends what is in the database unencrypted through a network says so. */
const ENCRYPTED_OR_SAID = new Set(['verify-full', 'disable'])

/** Whether an address leads to the same machine, and nothing of it travels: by loopback, or by a socket among its files (`?host=/run/postgresql`). */
export function isOnThisMachine(address: string): boolean {
  if (!URL.canParse(address)) return false
  const { hostname, searchParams } = new URL(address)
  const host = searchParams.get('host') ?? decodeURIComponent(hostname)
  return LOOPBACK.has(host.toLowerCase()) || host.startsWith('/')
}

const keyRing = z.string().transform((text, context) => {
  const keys = text.split(',').map((entry) => {
    const at = entry.indexOf(':')
    return { id: entry.slice(0, at), key: Buffer.from(entry.slice(at + 1), 'base64') }
  })
  if (keys.some(({ id, key }) => !/^[A-Za-z0-9_-]{1,32}$/.test(id) || key.length !== KEY_BYTES)) {
    context.addIssue({ code: 'custom', message: 'must be "id:base64" pairs of 32-byte keys, separated by commas, the current one first' })
  } else if (new Set(keys.map(({ id }) => id)).size < keys.length) {
    context.addIssue({ code: 'custom', message: 'names a key twice' })
  }
  return keys
})

const environment = z.object({
  CASTELLAN_MODE: z.enum(['demo', 'test', 'production'], 'must be production, demo or test'),
  DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, 'must be a postgresql:// address'),
  APP_ORIGIN: z.string().refine((value) => URL.canParse(value) && new URL(value).origin === value, 'must be an origin without path, such as https://console.example.com'),
  AUTH_SECRET: z.string().min(32, 'must have at least 32 characters'),
  ENCRYPTION_KEYS: keyRing,
  SMTP_URL: z.string().regex(/^smtps?:\/\//, 'must be an smtp:// or smtps:// address'),
  JOB_WORKER: z.enum(['on', 'off'], 'must be on or off').default('on'),
  MAIL_FROM: z.string().default('Castellan <no-reply@localhost>'),
  DEFAULT_TENANT: z.string().default(''),
  TRUSTED_PROXIES: z.coerce.number('must be a number').int().min(0).max(10).default(0),
  HASH_MEMORY_KIB: z.coerce.number('must be a number').int().min(8192).default(65_536),
  HASH_ITERATIONS: z.coerce.number('must be a number').int().min(1).default(3),
  /** whether providers on this very machine may be asked, over plain http too: development and tests */
  OUTBOUND_LOOPBACK: z.enum(['on', 'off'], 'must be on or off').default('off'),
  /** where a k-anonymous range service of breached passwords is asked; empty: nowhere */
  BREACH_RANGE_URL: z.string().refine((value) => value === '' || (URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)), 'must be an address such as https://api.pwnedpasswords.com/range/').default(''),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent'], 'must be a level of the log, such as info').default('info'),
})

export type Env = z.output<typeof environment>
type Name = keyof Env
type Source = Partial<Record<string, string>>

/** What depends on several settings at once; asked of what is there, so that one message can list everything. */
function refusals(source: Source): [name: Name, message: string][] {
  const { CASTELLAN_MODE: mode, APP_ORIGIN: origin } = source
  const found: [Name, string][] = []
  if (origin && !isOnThisMachine(origin)) {
    if (!origin.startsWith('https:')) found.push(['APP_ORIGIN', 'must be https unless the host is this machine'])
    if (mode === 'demo' || mode === 'test') found.push(['APP_ORIGIN', `must be on this machine in ${mode} mode`])
  }
  return mode === 'production' ? [...found, ...productionRefusals(source)] : found
}

function productionRefusals(source: Source): [name: Name, message: string][] {
  const found: [Name, string][] = []
  const secret = source.AUTH_SECRET ?? ''
  if (/^(demo|test)-|change-?me|secret-?secret|default/i.test(secret) || (secret !== '' && new Set(secret).size < 8)) {
    found.push(['AUTH_SECRET', 'is a default secret; make one of your own'])
  }
  const ring = keyRing.safeParse(source.ENCRYPTION_KEYS)
  if (ring.data?.some(({ id, key }) => /^(demo|test)-/.test(id) || new Set(key).size < 8)) {
    found.push(['ENCRYPTION_KEYS', 'holds a key of the demo or the tests, or one that is not random'])
  }
  const database = source.DATABASE_URL ?? ''
  if (/^postgres(ql)?:/.test(database) && URL.canParse(database) && !isOnThisMachine(database) && !ENCRYPTED_OR_SAID.has(new URL(database).searchParams.get('sslmode') ?? '')) {
    found.push(['DATABASE_URL', 'leads to another machine; add sslmode=verify-full to it, or sslmode=disable where something else encrypts the way there'])
  }
  const below = (name: Name, floor: number) => {
    if (Number(source[name] ?? floor) < floor) found.push([name, `is below ${floor}, the least that production accepts`])
  }
  if (source.OUTBOUND_LOOPBACK === 'on') found.push(['OUTBOUND_LOOPBACK', 'lets the server be sent to itself; production never does'])
  if (/^http:/i.test(source.BREACH_RANGE_URL ?? '')) found.push(['BREACH_RANGE_URL', 'must be https'])
  below('HASH_MEMORY_KIB', FLOOR.memoryKib)
  below('HASH_ITERATIONS', FLOOR.iterations)
  return found
}

/** @throws Error with one message that lists everything missing or wrong, and no value of any setting */
export function parseEnv(given: Record<string, string | undefined>): Env {
  // Many ways of passing settings turn "not set" into an empty text.
  const source: Source = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ''))
  const parsed = environment.safeParse(source)
  const wrong = refusals(source).map(([name, message]) => `  ${name}: ${message}`)
  if (parsed.success && wrong.length === 0) return parsed.data
  const broken = (parsed.error?.issues ?? []).map((issue) => {
    const name = issue.path.join('.')
    return `  ${name}: ${source[name] === undefined ? 'is missing' : issue.message}`
  })
  throw new Error(`Castellan cannot start. These settings are missing or wrong:\n${[...new Set([...broken, ...wrong])].join('\n')}\nSee docs/operations.md.`)
}

let parsed: Env | undefined

/** @returns the settings of this process @throws as parseEnv */
export function env(): Env {
  return (parsed ??= parseEnv(process.env))
}

/** Whether people reach the console over https: then every cookie is the host's alone and travels only encrypted. */
export function isOnHttps(): boolean {
  return env().APP_ORIGIN.startsWith('https:')
}
