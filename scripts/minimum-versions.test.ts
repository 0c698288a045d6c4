import fs from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'

const read = (file: string) => JSON.parse(fs.readFileSync(path.resolve(import.meta.dirname, file), 'utf8')) as unknown
const minimums = read('minimum-versions.json') as Record<string, string>
const { packages } = read('../package-lock.json') as { packages: Record<string, { version?: string }> }

const isBelow = (version: string, minimum: string) => version.localeCompare(minimum, 'en', { numeric: true }) < 0

it('[T81] no locked package is older than the oldest version without a known hole', () => {
  const below = Object.entries(minimums).flatMap(([name, minimum]) =>
    Object.entries(packages).flatMap(([at, { version }]) => (at.endsWith(`node_modules/${name}`) && version && isBelow(version, minimum) ? [`${at} ${version} < ${minimum}`] : [])),
  )
  expect(below).toEqual([])
  expect(isBelow('16.4.5', '16.4.6') && !isBelow('16.10.0', '16.4.6')).toBe(true)
})

it('[T81] every direct package is pinned to one version', () => {
  const { dependencies, devDependencies } = read('../package.json') as Record<'dependencies' | 'devDependencies', Record<string, string>>
  expect(Object.entries({ ...dependencies, ...devDependencies }).filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.-]+)?$/.test(version))).toEqual([])
})
