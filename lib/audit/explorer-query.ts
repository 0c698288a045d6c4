import { z } from 'zod'
import { LATEST_MOMENT } from '@/lib/format/latest-moment'
import { storableText } from '@/lib/format/storable-text'
import { AUDIT_EVENT_NAMES } from './event-names'

/** How far back "the last …" reaches, in milliseconds. */
export const WITHIN = { '1h': 3_600_000, '24h': 86_400_000, '7d': 604_800_000, '30d': 2_592_000_000 } as const
/** As what the events can be taken along. */
const EXPORT_FORMATS = ['csv', 'jsonl'] as const
export const OUTCOMES = ['done', 'refused', 'failed'] as const

const several = <T extends z.ZodType>(one: T, most: number) => z.union([z.array(one).min(1).max(most), one.transform((value) => [value])])
const epoch = z.int().min(0).max(LATEST_MOMENT)
const moment = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)).pipe(epoch)

// The address of the explorer, name by name. What narrows the audit is the same on the page, in the live tail and in an export.
const narrowing = {
  q: z.string().max(200).transform(storableText).pipe(z.string().trim().min(1)),
  action: several(z.enum(AUDIT_EVENT_NAMES), AUDIT_EVENT_NAMES.length),
  /** who did it */
  actor: z.uuid(),
  /** to whom it was done */
  affected: z.uuid(),
  /** either of the two */
  person: z.uuid(),
  place: z.templateLiteral([z.enum(['workspace', 'organization']), ':', z.uuid()]),
  outcome: several(z.enum(OUTCOMES), OUTCOMES.length),
  within: z.enum(Object.keys(WITHIN) as (keyof typeof WITHIN)[]),
  from: moment,
  to: moment,
}

/** `o123`: events older than 123; `n123`: newer. */
const cursor = z.templateLiteral([z.enum(['o', 'n']), z.string().regex(/^\d{1,15}$/)])

const optional = <Shape extends z.ZodRawShape>(shape: Shape) => z.strictObject(shape).partial()

/** What narrows the audit, from an address. */
export const ExplorerFilterInput = optional(narrowing)
export const ExplorerPageInput = optional({ ...narrowing, cursor })
/** The live tail: what is newer than the newest event on the screen. */
export const ExplorerTailInput = optional(narrowing).extend({ after: z.string().regex(/^\d{1,15}$/).transform(Number) })
/** What to export; times are epoch milliseconds here, as they come from the page that shows it. */
export const ExportInput = z.strictObject({ filter: optional({ ...narrowing, from: epoch, to: epoch }), format: z.enum(EXPORT_FORMATS) })
/** Which of the exports that were written down to fetch. */
export const FetchExportInput = z.strictObject({ id: z.uuid() })

export type ExplorerFilter = z.output<typeof ExplorerFilterInput>
export type ExportFormat = (typeof EXPORT_FORMATS)[number]
export type ExportOrder = z.output<typeof ExportInput>
export type ExplorerPage = z.output<typeof ExplorerPageInput>

/** @returns what of a page's address can be understood; a page never fails because of what somebody typed there */
export function readExplorerPage(params: Readonly<Record<string, string | string[] | undefined>>): ExplorerPage {
  const { shape } = ExplorerPageInput
  const read = Object.entries(shape).flatMap(([name, schema]) => {
    const given = params[name]
    const parsed = given === undefined ? null : schema.safeParse(given)
    return parsed?.success && parsed.data !== undefined ? [[name, parsed.data] as const] : []
  })
  return Object.fromEntries(read) as ExplorerPage
}

/** @returns the same as an address says it */
export function addressOf({ from, to, ...rest }: ExplorerPage): URLSearchParams {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(rest)) for (const one of Array.isArray(value) ? value : [value]) query.append(name, one)
  for (const [name, at] of [['from', from], ['to', to]] as const) if (at !== undefined) query.set(name, new Date(at).toISOString())
  return query
}
