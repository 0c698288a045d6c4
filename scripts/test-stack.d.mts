import type { ChildProcess } from 'node:child_process'

export type TestStack = {
  /** Where the console answers, such as http://localhost:41234. */
  origin: string
  /** The mailbox: `GET /api/email`, `DELETE /api/email/all`. */
  mailOrigin: string
  environment: Record<string, string>
  app: ChildProcess
  stop: () => Promise<void>
}

export function startTestStack(options?: { settings?: Record<string, string>; patient?: boolean }): Promise<TestStack>
