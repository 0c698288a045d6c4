/** Peoples a migrated database with the named cast, through the same factories that tests use. */
import fs from 'node:fs'
import path from 'node:path'
import { runToEnd } from './child.mjs'
import { generate } from './generate.mjs'
import { root } from './prisma-cli.mjs'

const SEED = 'prisma/seed.ts'

/** Whether there is a cast to seed. */
export const castExists = () => fs.existsSync(path.join(root, SEED))

/** @param {Record<string, string>} environment the settings of the Castellan whose database it is */
export async function seedCast(environment) {
  // In a fresh clone nobody has written the client yet: the build, which does, comes later.
  generate()
  await runToEnd(process.execPath, ['scripts/run.mjs', SEED, '--cast'], { cwd: root, env: environment })
}
