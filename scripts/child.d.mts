import type { ChildProcess } from 'node:child_process'

export function runToEnd(program: string, args: string[], options?: { cwd?: string; env?: Record<string, string | undefined>; show?: boolean; onOutput?: (text: string) => void }): Promise<string>
export function startNode(nodeArgs: string[], options?: { env?: Record<string, string | undefined>; cwd?: string; onOutput?: (text: string) => void }): ChildProcess
export function stopChild(child: ChildProcess, insistAfterMilliseconds?: number): Promise<void>
export function stopChildren(): Promise<void>
