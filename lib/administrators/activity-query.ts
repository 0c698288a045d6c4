import { readExplorerPage, type ExplorerPage } from '@/lib/audit/explorer-query'

/** Which side of an event the person is on. */
export const ACTIVITY_PARTS = ['all', 'did', 'happened'] as const
export type ActivityPart = (typeof ACTIVITY_PARTS)[number]

type Params = Readonly<Record<string, string | string[] | undefined>>

/** @returns the part of a person's history that an address asks for, as the audit's own filter; whatever is not understood is left out */
export function readActivityQuery(administratorId: string, params: Params): { part: ActivityPart; filter: ExplorerPage } {
  const part = ACTIVITY_PARTS.find((one) => one === params.part) ?? 'all'
  const { cursor } = readExplorerPage({ cursor: params.cursor })
  const side = { all: 'person', did: 'actor', happened: 'affected' }[part]
  return { part, filter: { [side]: administratorId, ...(cursor === undefined ? {} : { cursor }) } }
}
