import type { ClientBase } from 'pg'

interface Plan { 'Node Type': string; 'Relation Name'?: string; Plans?: Plan[] }
interface Statement { text: string; values: unknown[] }

const scansOf = (plan: Plan): string[] => [...(plan['Node Type'] === 'Seq Scan' && plan['Relation Name'] ? [plan['Relation Name']] : []), ...(plan.Plans ?? []).flatMap(scansOf)]

/** @returns which of these tables the statement would read from end to end */
export async function scannedBy(client: ClientBase, { text, values }: Statement, tables: readonly string[]): Promise<string[]> {
  const { rows } = await client.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>({ text: `EXPLAIN (FORMAT JSON) ${text}`, values })
  return scansOf(rows[0]!['QUERY PLAN'][0].Plan).filter((table) => tables.includes(table))
}
