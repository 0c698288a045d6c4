import { holds } from '@/lib/authz/can'
import type { Actor } from '@/lib/authz/grants'
import { permissionRow, type Permission } from '@/lib/authz/policy'
import type { LiveSignal } from './announce'
import type { LiveTopic } from './live-event'

/** `person`: it is for them alone; `you`, their own roles or account, always is. */
type Happening = Pick<LiveSignal, 'place'> & ({ topic: LiveTopic; person?: string } | { topic: 'you'; person: string })

/** Who is told that something of a topic has changed: whoever may read it. */
const READERS: Record<LiveTopic, readonly Permission[]> = {
  administrators: ['administrator:read'],
  roles: ['administrator:read', 'workspace-admin:read', 'organization-admin:read'],
  sessions: ['administrator:read'],
  bulk: ['administrator:read'],
  workspaces: ['workspace:read'],
  organizations: ['organization:read'],
  // Requests for roles: whoever asked is told by name, and is no reader.
  pim: ['pim-request:decide', 'pim-request:read-all'],
}
const LIVE_TOPICS = Object.keys(READERS) as LiveTopic[]

/** @returns whether the actor may hear of it now: what happens out of their reach makes no sound (roles.md 4) */
export function mayHear(actor: Actor, { topic, place, person }: Happening): boolean {
  if (person !== undefined || topic === 'you') return person === actor.administratorId
  return READERS[topic].some((permission) => permissionRow(permission).scope === 'tenant' ? holds(actor, permission) : place !== undefined && holds(actor, permission, place))
}

/** @returns a signal as another process sent it, or null for anything else on the channel */
export function readSignal(payload: string): LiveSignal | null {
  try {
    const { tenantId, topic, administratorId, place, also } = JSON.parse(payload) as Partial<LiveSignal>
    if (typeof tenantId !== 'string' || topic === undefined || !LIVE_TOPICS.includes(topic)) return null
    return { tenantId, topic, ...(typeof administratorId === 'string' ? { administratorId } : {}), ...(place ? { place } : {}), ...(Array.isArray(also) ? { also } : {}) }
  } catch {
    return null
  }
}

/** @returns a name for counting what happened where; tellHappening() gives it back */
export function nameHappening({ topic, place, person }: Happening): string {
  if (person !== undefined) return `${topic} person ${person}`
  return place ? `${topic} ${place.type} ${place.id}` : topic
}

export function tellHappening(name: string): Happening {
  const [topic, type, id] = name.split(' ') as [LiveTopic | 'you', 'workspace' | 'organization' | 'person' | undefined, string]
  if (type === 'person' || topic === 'you') return { topic, person: id }
  return type ? { topic, place: { type, id } } : { topic }
}
