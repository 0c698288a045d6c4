export function castExists(): boolean
export function seedCast(environment: Record<string, string>): Promise<void>
