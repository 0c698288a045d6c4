import type { ChildProcess } from 'node:child_process'

export function serve(environment: Record<string, string>, logFile: string): Promise<ChildProcess>
