import 'server-only'
import type { Work } from '@/lib/actions/work'
import { listOwners } from '@/lib/administrators/tell-owners'
import type { Tx } from '@/lib/db/client'
import { AppError } from '@/lib/errors/app-error'
import { nameGrant } from '@/lib/grants/record-grant'
import { announce } from '@/lib/live/announce'
import type { PimNews } from '@/lib/mail/letters'
import { queueMail, queueMails } from '@/lib/mail/queue-mail'
import { listDeciders } from './deciders'
import type { RequestRecord } from './request-data'
import type { RoleSettingsRecord } from './role-settings-data'

/** Where letters are written: in an action, or in a job that nobody asked for. */
export interface Telling {
  tx: Tx
  tenantId: string
  tenantName: string
  now: number
}

export function tellingOf({ tx, tenantId, now, facts }: Work): Telling {
  return { tx, tenantId, now, tenantName: facts.tenant.name }
}

type Asked = Pick<RequestRecord, 'id' | 'person' | 'role' | 'scope'>
type Policy = Pick<RoleSettingsRecord, 'settings' | 'approvers'>

/** What there is to say of a request. `by`: who did it, for somebody else to read. */
export interface News {
  news: PimNews
  startsAt?: number | null
  endsAt?: number | null
  by?: string | null
  reason?: string
}

/** A place that is going is still named, or the role stands alone. */
async function called(telling: Telling, asked: Asked): Promise<string> {
  return nameGrant(telling, asked).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'not_found') return nameGrant(telling, { role: asked.role, scope: { type: 'tenant' } })
    throw error
  })
}

/** Tells whoever asked what became of it. Nobody who cannot sign in is told. @param always whatever the settings of the role say */
export async function tellRequester(telling: Telling, { settings }: Policy, asked: Asked, news: News, always = false): Promise<void> {
  const { tx, tenantId, now, tenantName } = telling
  const { person, id } = asked
  if (!person.active || !(always || settings.mailRequester)) return
  const { startsAt = null, endsAt = null, by = null, reason = '' } = news
  await queueMail(tx, {
    tenantId, administratorId: person.id, to: person.email, now,
    letter: { name: 'pim_news', news: news.news, requestId: id, role: await called(telling, asked), startsAt, endsAt, by, reason, tenantName, recipientName: person.name },
  })
}

/** Tells owners, and the addresses that the role's settings name, that somebody has a role now, or that it was revoked. @param but who did it: they know */
export async function tellOthers(telling: Telling, { settings }: Policy, asked: Asked, news: News & { news: 'activated' | 'revoked' }, but: readonly string[], always = false): Promise<void> {
  const { tx, tenantName } = telling
  const owners = always || settings.mailOwners ? (await listOwners(telling)).filter(({ id }) => id !== asked.person.id && !but.includes(id)) : []
  const others = settings.mailExtra.map((email) => ({ id: null, name: '', email }))
  const { startsAt = null, endsAt = null, by = null, reason = '' } = news
  const role = await called(telling, asked)
  await queueMails(tx, telling, [...owners, ...others].map(({ id, name, email }) => ({
    administratorId: id, to: email,
    letter: { name: 'pim_news_of_another', news: news.news, requestId: asked.id, role, startsAt, endsAt, by, reason, person: `${asked.person.name} (${asked.person.email})`, tenantName, recipientName: name },
  })))
}

/** Asks everyone who can decide now. @returns how many were asked */
export async function askDeciders(telling: Telling, { settings }: Policy, asked: RequestRecord, again: boolean): Promise<number> {
  const { tx, tenantId, tenantName } = telling
  if (!settings.mailApprovers) return 0
  const deciders = await listDeciders(tx, tenantId, asked.role, { except: asked.person.id, scope: asked.scope, since: asked.requestedAt })
  const { id: requestId, startsAt, seconds, undecidedUntil, justification, ticket, person } = asked
  const role = await called(telling, asked)
  await queueMails(tx, telling, deciders.map(({ id, name, email }) => ({
    administratorId: id, to: email,
    letter: { name: 'pim_decision_wanted', requestId, role, startsAt, seconds, undecidedUntil, justification, ticket, again, person: `${person.name} (${person.email})`, tenantName, recipientName: name },
  })))
  return deciders.length
}

/** Has open tabs look again: the requester's own, everyone's who reads requests, and of those it waits for. */
export async function announcePim({ tx, tenantId }: Pick<Telling, 'tx' | 'tenantId'>, { approvers }: Policy, { role, scope, person }: Pick<Asked, 'role' | 'scope' | 'person'>): Promise<void> {
  const named = approvers.people.length + approvers.roles.length > 0 ? (await listDeciders(tx, tenantId, role, { except: person.id, scope })).filter(({ assigned }) => assigned) : []
  await announce(tx, { tenantId, topic: 'pim', administratorId: person.id, ...(named.length > 0 ? { also: named.map(({ id }) => id) } : {}) })
}
