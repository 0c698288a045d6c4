export function migrate(url: string, options?: { quiet?: boolean }): void
