import { isValidElement, type ReactNode } from 'react'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { PeopleFilter } from '@/components/audit/people-filter'
import { PlaceFilter } from '@/components/administrators/place-filter'
import { closeDatabase, db } from '@/lib/db/client'
import { signedInFor } from '@/prisma/factories/caller-for'
import { browser } from '@/prisma/factories/stand-in-browser'
import { storeCast } from '@/prisma/factories/store-cast'
import AuditPage from './page'

vi.mock('next/headers', async () => (await import('@/prisma/factories/stand-in-browser')).nextHeaders)

beforeAll(storeCast)
afterAll(closeDatabase)

/** Every element of what a page gives back, wherever it stands among the properties of another. */
function elementsOf(part: unknown): { type: unknown; props: object }[] {
  if (Array.isArray(part)) return part.flatMap(elementsOf)
  if (!isValidElement<object>(part as ReactNode)) return []
  const element = part as { type: unknown; props: object }
  return [element, ...Object.values(element.props).flatMap(elementsOf)]
}

async function pageFor(emailKey: string, params: Record<string, string> = {}) {
  browser.cookie = (await signedInFor(emailKey)).token
  return elementsOf(await AuditPage({ searchParams: Promise.resolve(params) }))
}

it('[T49] people are looked for by whoever sees administrators; whoever sees a workspace alone is offered its place, and told nobody’s name', async () => {
  const adam = await db().administrator.findFirstOrThrow({ where: { emailKey: 'adam@acme.example' } })
  const named = { actor: adam.id, affected: adam.id }
  const [all, some] = [await pageFor('olivia@acme.example', named), await pageFor('wanda@acme.example', named)]
  expect(all.find(({ type }) => type === PeopleFilter)?.props).toEqual({ actor: 'Adam Ahlberg', affected: 'Adam Ahlberg' })
  expect(some.filter(({ type }) => type === PeopleFilter)).toEqual([])
  expect([all, some].map((page) => page.filter(({ type }) => type === PlaceFilter).length)).toEqual([1, 1])
  expect(JSON.stringify(some.map(({ props }) => props), (key, value: unknown) => (key === '_owner' ? undefined : value))).not.toContain('Ahlberg')
})
