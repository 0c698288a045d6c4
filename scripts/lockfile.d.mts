export type LockEntry = { version?: string; dev?: boolean; optional?: boolean; os?: string[]; cpu?: string[]; libc?: string[]; dependencies?: Record<string, string>; optionalDependencies?: Record<string, string> }
export function platformOf(name: string): { os?: string[]; cpu?: string[]; libc?: string[] }
export function complete(packages: Record<string, LockEntry>): string[]
