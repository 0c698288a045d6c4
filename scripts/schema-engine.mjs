#!/usr/bin/env node
/**
 * Stands in for the schema engine that the Prisma command line would download.
 * It runs Prisma's own engine, compiled to WebAssembly and shipped in an npm package, and answers the command line's line protocol.
 * Prisma starts it by PRISMA_SCHEMA_ENGINE_BINARY (scripts/prisma-cli.mjs), never a person.
 */
import fs from 'node:fs'
import { createRequire } from 'node:module'
import readline from 'node:readline'
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils'
import { connectionOptions, MigrationAdapter, openDatabase } from './schema-engine-adapter.mjs'

// The engine reports a panic here; without it, or with a promise left hanging, the command line would wait for ever.
globalThis.PRISMA_WASM_PANIC_REGISTRY = { set_message: (message) => log('ERROR', message) }
for (const event of ['uncaughtException', 'unhandledRejection']) {
  process.on(event, (error) => {
    log('ERROR', String(error?.stack ?? error))
    process.exit(1)
  })
}

function log(level, message, fields = {}) {
  process.stderr.write(`${JSON.stringify({ level, target: 'schema_engine::logger', fields: { message, ...fields } })}\n`)
}

function readArguments(argv) {
  const found = { datamodels: [], datasource: {}, command: null }
  for (let at = 0; at < argv.length; at += 1) {
    if (argv[at] === '--datamodels') found.datamodels.push(argv[(at += 1)])
    else if (argv[at] === '--datasource') found.datasource = JSON.parse(argv[(at += 1)])
    else if (argv[at] === 'cli') found.command = argv[(at += 1)]
  }
  return found
}

const refusals = { '3D000': 'P1003', '28P01': 'P1000', '28000': 'P1000', ECONNREFUSED: 'P1001', ENOTFOUND: 'P1001', EAI_AGAIN: 'P1001' }

async function runCommand(command, url) {
  try {
    const { database } = connectionOptions(url)
    const client = await openDatabase(url, command === 'create-database' ? 'postgres' : database)
    if (command === 'create-database') await client.query(`CREATE DATABASE ${client.escapeIdentifier(database)}`)
    await client.end()
  } catch (error) {
    // The command line leaves out the first line and wants JSON in every other.
    process.stderr.write('\n')
    log('ERROR', error.message || String(error.errors?.[0]?.message ?? error), { error_code: refusals[error.code] ?? 'P1001' })
    process.exitCode = 1
  }
}

async function startEngine({ datamodels, datasource }) {
  const bindings = await import('@prisma/schema-engine-wasm/schema_engine_bg')
  const require = createRequire(import.meta.url)
  const bytes = fs.readFileSync(require.resolve('@prisma/schema-engine-wasm/schema_engine_bg').replace(/\.js$/, '.wasm'))
  // Node 20 cannot import a .wasm file as a module, so it is compiled and linked by hand.
  const { instance } = await WebAssembly.instantiate(bytes, { './schema_engine_bg.js': bindings })
  bindings.__wbg_set_wasm(instance.exports)
  instance.exports.__wbindgen_start()
  const adapter = new MigrationAdapter(datasource.url ?? 'postgresql://localhost/none')
  const models = datamodels.map((file) => [file, fs.readFileSync(file, 'utf8')])
  const engine = await bindings.SchemaEngine.new({ datamodels: models.length > 0 ? models : undefined }, () => undefined, bindMigrationAwareSqlAdapterFactory(adapter))
  return { engine, adapter }
}

function say(message) {
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
}

function failure(error) {
  const panic = error?.name === 'RuntimeError'
  return { code: panic ? -32_603 : 4466, message: 'The schema engine refused', data: { is_panic: panic, message: error?.message ?? String(error), error_code: error?.code, meta: error?.meta } }
}

async function serve(options) {
  const { engine, adapter } = await startEngine(options)
  for await (const line of readline.createInterface({ input: process.stdin })) {
    if (line.trim() === '') continue
    const { id, method, params } = JSON.parse(line)
    let answer
    try {
      if (method === undefined) continue
      if (method === 'createDatabase') await runCommand('create-database', params.datasource.url)
      const name = method === 'getDatabaseVersion' ? 'version' : method
      const result = method === 'createDatabase' ? {} : await engine[name](params)
      // The command line prints what it is asked to print, and acknowledges with a line that has no method.
      if (typeof result?.stdout === 'string') say({ id: 'print', method: 'print', params: { content: result.stdout } })
      answer = { result: result ?? {} }
    } catch (error) {
      answer = { error: failure(error) }
    }
    say({ id, ...answer })
  }
  await adapter.close()
}

const options = readArguments(process.argv.slice(2))
if (options.command) await runCommand(options.command, options.datasource.url)
else await serve(options)
