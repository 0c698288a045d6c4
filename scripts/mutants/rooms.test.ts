import fs from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'

const root = path.resolve(import.meta.dirname, '../..')
const read = (file: string) => fs.readFileSync(path.join(root, file), 'utf8')
const REACHES_OUT = /'@\/lib\/(db|actions)\/|@tanstack\/|\$query|REQUEST_COLUMNS/
/** Types alone leave nothing to change. */
const SAYS_NOTHING = /^(?!.*export (const|function|class))/s

it('every file of lib/pim that reaches for no database is changed bit by bit: a new one is added to its room', () => {
  const { mutate } = JSON.parse(read('scripts/mutants/stryker-pim.json')) as { mutate: [string] }
  const listed = /\{(.*)\}/.exec(mutate[0])![1]!.split(',')
  const pure = fs.readdirSync(path.join(root, 'lib/pim')).filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts')).filter((file) => {
    const text = read(`lib/pim/${file}`)
    return !REACHES_OUT.test(text) && !SAYS_NOTHING.test(text)
  })
  expect(listed).toEqual(pure.map((file) => file.slice(0, -3)).toSorted())
})
