import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'

const root = path.resolve(import.meta.dirname, '..')
const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.test.ts', '*.test.tsx', '*.spec.ts'], { cwd: root, encoding: 'utf8' }).trim().split('\n')
const listed = [...fs.readFileSync(path.join(root, 'docs/security.md'), 'utf8').matchAll(/^\| (T\d\d) \|/gm)].map(([, row]) => row!)

/** Rows named in titles of tests: "[T52] …", "(T10)", "T03 …". */
const proved = new Set(files.filter((file) => !file.includes('security-rows') && fs.existsSync(path.join(root, file))).flatMap((file) => [...fs.readFileSync(path.join(root, file), 'utf8').matchAll(/\bT(\d\d)\b/g)].map(([row]) => row)))

it('every row of docs/security.md has a test that bears its number', () => {
  expect(listed.filter((row) => !proved.has(row))).toEqual([])
})

it('no test bears a number that docs/security.md does not list', () => {
  expect([...proved].filter((row) => !listed.includes(row))).toEqual([])
})
