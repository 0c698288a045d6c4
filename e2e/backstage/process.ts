/** Answers what a worker of the test runner asks for, one question after the other or many at once; ends with the worker. */
import { closeDatabase } from '@/lib/db/client'
import { verbs } from './verbs'

interface Question {
  number: number
  verb: keyof typeof verbs
  argument: never
}

// Behind the stage a busy machine is nobody's business.
Object.assign(globalThis, { castellanPatience: { connection: 60_000, begin: 60_000, transaction: 60_000, statement: 60_000, lock: 60_000, idle: 60_000 } })

process.on('message', ({ number, verb, argument }: Question) => {
  verbs[verb](argument).then(
    (answer: unknown) => process.send?.({ number, answer }),
    (error: unknown) => process.send?.({ number, problem: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  )
})
process.on('disconnect', () => void closeDatabase().finally(() => process.exit(0)))
