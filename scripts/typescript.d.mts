export const typescriptFlags: readonly string[]
export function loadLocalSettings(): void
export function runTypeScript(file: string, args?: string[]): void
