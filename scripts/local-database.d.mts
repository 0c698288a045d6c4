import type { Postgres } from './embedded-postgres.d.mts'

export function prepareDatabase(server: Postgres, name: string, mode: 'demo' | 'test'): Promise<{ databaseUrl: string; migrationDatabaseUrl: string }>
export function markDatabase(ownerUrl: string, mode: 'demo' | 'test'): Promise<void>
