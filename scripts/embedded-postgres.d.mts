export type Postgres = {
  port: number
  adopted: boolean
  processId: number
  dataFolder: string
  superuserUrl: (database?: string) => string
  ownerUrl: (database: string) => string
  appUrl: (database: string) => string
  stop: () => Promise<void>
}

export type PostgresOptions = {
  folder: string
  port?: number
  durable?: boolean
  settings?: Record<string, string>
}

export function startPostgres(options: PostgresOptions): Promise<Postgres>
export function isRunning(folder: string): boolean
export function stopPostgres(folder: string): boolean
export function removePostgres(folder: string): void
export function portIsFree(port: number, host?: string): Promise<boolean>
export function freePort(): Promise<number>
