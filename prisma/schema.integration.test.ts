import fs from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { connect } from '../scripts/postgres-roles.mjs'
import { testDatabase } from './factories/test-database'

const text = fs.readFileSync(path.join(import.meta.dirname, 'schema.prisma'), 'utf8')
const blocks = (word: string) => [...text.matchAll(new RegExp(`^${word} (\\w+) \\{\\n([\\s\\S]*?)^\\}`, 'gm'))].map(([, name, body]) => ({ name: name!, body: body! }))
const mapped = (body: string, fallback: string) => /@@map\("(\w+)"\)/.exec(body)?.[1] ?? fallback

/** "table.column type?" of every column that schema.prisma speaks of. */
function columnsInSchema(): string[] {
  const enums = new Set(blocks('enum').map(({ name }) => name))
  const models = blocks('model')
  const relations = new Set(models.map(({ name }) => name))
  return models.flatMap(({ name, body }) =>
    [...body.matchAll(/^ {2}(\w+)\s+(\w+)(\[\])?(\?)?(.*)$/gm)].flatMap(([, field, type, list, optional, rest]) =>
      relations.has(type!) ? [] : [`${mapped(body, name)}.${/@map\("(\w+)"\)/.exec(rest!)?.[1] ?? field} ${enums.has(type!) ? 'enum' : type}${list ?? ''}${optional ?? ''}`],
    ),
  )
}

const PRISMA_TYPES: Record<string, string> = { text: 'String', uuid: 'String', int4: 'Int', int8: 'BigInt', bool: 'Boolean', timestamptz: 'DateTime', jsonb: 'Json', bytea: 'Bytes', float8: 'Float', _text: 'String[]' }

it('schema.prisma names every column that the migrations made, with its type, and no other', async () => {
  const client = await connect(testDatabase.ownerUrl)
  const { rows } = await client.query(`SELECT table_name, column_name, udt_name, is_nullable, is_generated FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT LIKE '\\_prisma%'`)
  await client.end()
  // What the database computes is optional here, so that nobody has to give it.
  const inDatabase = (rows as { table_name: string; column_name: string; udt_name: string; is_nullable: string; is_generated: string }[]).map(
    (row) => `${row.table_name}.${row.column_name} ${PRISMA_TYPES[row.udt_name] ?? (row.udt_name.startsWith('_') ? 'enum[]' : 'enum')}${row.is_nullable === 'YES' || row.is_generated === 'ALWAYS' ? '?' : ''}`,
  )
  expect(columnsInSchema().toSorted()).toEqual(inDatabase.toSorted())
})
