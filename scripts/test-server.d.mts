import type { Postgres } from './embedded-postgres.d.mts'

export type TestDatabase = { name: string; databaseUrl: string; migrationDatabaseUrl: string }

export type TestServer = {
  server: Postgres
  template: string
  run: number
  /** A fresh copy of the migrated template. Dropped with the run, at the latest. */
  clone: (label?: string) => Promise<TestDatabase>
  drop: (name: string) => Promise<void>
  leave: () => Promise<void>
}

export const testServerFolder: string
export function startTestServer(): Promise<TestServer>
