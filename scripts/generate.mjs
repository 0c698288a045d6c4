/** Writes the Prisma client into prisma/generated, unless it is fresh. */
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { prisma, root } from './prisma-cli.mjs'

const stampFile = path.join(root, 'prisma/generated/.made-from')

function stamp() {
  const hash = createHash('sha256')
  for (const file of ['prisma/schema.prisma', 'node_modules/prisma/package.json']) hash.update(fs.readFileSync(path.join(root, file)))
  return hash.digest('hex')
}

/** @returns {boolean} whether anything had to be written */
export function generate() {
  const wanted = stamp()
  if (fs.existsSync(stampFile) && fs.readFileSync(stampFile, 'utf8') === wanted) return false
  prisma(['generate'], { quiet: true })
  fs.writeFileSync(stampFile, wanted)
  return true
}

if (process.argv[1] === import.meta.filename) console.log(generate() ? 'Prisma client written.' : 'Prisma client is fresh.')
