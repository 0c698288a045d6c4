import { once } from 'node:events'
import { expect, it } from 'vitest'
import { startNode } from './child.mjs'
import { typescriptFlags } from './typescript.mjs'

it('npm run worker: starts on its own, outside of Next, with every kind of job it may be given, and ends when asked', async () => {
  let said = ''
  const worker = startNode([...typescriptFlags, 'scripts/worker.ts'], { env: { LOG_LEVEL: 'info' }, onOutput: (text) => void (said += text) })
  const ended = once(worker, 'exit')
  const started = new Promise<void>((resolve) => worker.stdout!.on('data', () => said.includes('the worker has started') && resolve()))
  await Promise.race([started, ended])
  worker.kill('SIGTERM')
  expect([(await ended)[0], said.includes('the worker has started')]).toEqual([0, true])
})
