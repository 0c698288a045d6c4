/** Answers what a worker of the test runner asks for, one question after the other or many at once; ends with the worker. */
import { closeDatabase } from '@/lib/db/client'
import { verbs } from './verbs'

interface Question {
  number: number
  verb: keyof typeof verbs
  argument: never
}

process.on('message', ({ number, verb, argument }: Question) => {
  verbs[verb](argument).then(
    (answer: unknown) => process.send?.({ number, answer }),
    (error: unknown) => process.send?.({ number, problem: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  )
})
process.on('disconnect', () => void closeDatabase().finally(() => process.exit(0)))
