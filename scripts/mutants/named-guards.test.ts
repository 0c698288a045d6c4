import fs from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { namedGuards } from './named-guards.mjs'

const root = path.resolve(import.meta.dirname, '../..')
const read = (file: string) => fs.readFileSync(path.join(root, file), 'utf8')

it('every named guard stands where it is named, once, and its test exists: a guard that moved is moved here too', () => {
  expect(namedGuards.filter(({ file, find }) => read(file).split(find).length !== 2).map(({ name, file }) => `${name}: ${file}`)).toEqual([])
  expect(namedGuards.filter(({ find, replace }) => find === replace)).toEqual([])
  expect(namedGuards.filter(({ test }) => !fs.existsSync(path.join(root, test)))).toEqual([])
})

it('no two guards have one name', () => {
  expect(namedGuards.length).toBe(new Set(namedGuards.map(({ name }) => name)).size)
})
