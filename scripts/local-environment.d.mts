type LocalEnvironment = { dataFolder: string; mode: 'demo' | 'test'; databaseUrl: string; migrationDatabaseUrl: string; port: number; smtpPort: number }

export function localPorts(): { PORT: number; MAIL_PORT: number; SMTP_PORT: number; PG_PORT: number }
export function writeLocalEnvironment(options: LocalEnvironment): Record<string, string>
