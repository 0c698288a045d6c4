export const root: string
export function prisma(args: string[], options?: { env?: Record<string, string>; quiet?: boolean }): string
