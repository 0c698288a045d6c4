import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { freePort, removePostgres, startPostgres, stopPostgres } from './embedded-postgres.mjs'
import { connect } from './postgres-roles.mjs'

const asRoot = process.getuid?.() === 0
let parent: string
let folder: string

beforeEach(() => {
  // Nobody else may enter it: as root, the server's own user has to be given another place.
  parent = fs.mkdtempSync(path.join(os.tmpdir(), 'castellan-embedded-'))
  fs.chmodSync(parent, 0o700)
  folder = path.join(parent, 'postgres')
})

afterEach(() => {
  removePostgres(folder)
  fs.rmSync(parent, { recursive: true, force: true })
})

describe('the embedded server', () => {
  it('runs in a folder its user cannot enter, is adopted, survives the death of its process, and leaves nothing', async () => {
    const first = await startPostgres({ folder, durable: false })
    expect(first.adopted).toBe(false)
    expect(first.dataFolder.startsWith(folder)).toBe(!asRoot)

    const second = await startPostgres({ folder, durable: false })
    expect(second).toMatchObject({ adopted: true, port: first.port, processId: first.processId })

    process.kill(first.processId, 'SIGKILL')
    const third = await startPostgres({ folder, port: first.port, durable: false })
    expect(third.adopted).toBe(false)
    const client = await connect(third.appUrl('postgres'))
    await client.end()

    const otherPort = await freePort()
    const moved = await startPostgres({ folder, port: otherPort, durable: false })
    expect(moved).toMatchObject({ adopted: false, port: otherPort })

    expect(stopPostgres(folder)).toBe(true)
    expect(stopPostgres(folder)).toBe(false)
    removePostgres(folder)
    expect(fs.existsSync(moved.dataFolder)).toBe(false)
  })

  it('says which port is taken and how to choose another', async () => {
    const other = net.createServer()
    await new Promise<void>((done) => other.listen(0, '127.0.0.1', done))
    const { port } = other.address() as net.AddressInfo
    await expect(startPostgres({ folder, port })).rejects.toThrow(`Port ${port} is taken by another program. Stop that program, or choose another port for PostgreSQL with PG_PORT.`)
    other.close()
  })
})
