import { spawn } from 'node:child_process'
import path from 'node:path'
import { typescriptFlags } from '../../scripts/typescript.mjs'
import type { verbs } from '../backstage/verbs'

type Verbs = typeof verbs
export type Backstage = <V extends keyof Verbs>(verb: V, ...argument: Parameters<Verbs[V]>) => Promise<Awaited<ReturnType<Verbs[V]>>>

interface Answer {
  number: number
  answer?: unknown
  problem?: string
}

/** Starts the process that knows the database (backstage/verbs.ts). */
export function startBackstage(): { backstage: Backstage; stop: () => void } {
  const child = spawn(process.execPath, [...typescriptFlags, path.resolve(import.meta.dirname, '../backstage/process.ts')], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const waiting = new Map<number, { resolve: (answer: never) => void; reject: (problem: Error) => void }>()
  let count = 0
  child.on('message', ({ number, answer, problem }: Answer) => {
    const question = waiting.get(number)
    waiting.delete(number)
    if (problem === undefined) question?.resolve(answer as never)
    else question?.reject(new Error(problem))
  })
  child.on('exit', () => {
    for (const { reject } of waiting.values()) reject(new Error('The process behind the stage has ended.'))
  })
  return {
    backstage: (verb, ...[argument]) =>
      new Promise((resolve, reject) => {
        const number = (count += 1)
        waiting.set(number, { resolve, reject })
        child.send({ number, verb, argument })
      }),
    stop: () => void (child.connected && child.disconnect()),
  }
}
