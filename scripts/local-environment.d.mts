type LocalEnvironment = { dataFolder: string; mode: 'demo' | 'test'; databaseUrl: string; migrationDatabaseUrl: string; port: number; smtpPort: number; outboundLoopback?: boolean }

export function localPorts(): { PORT: number; MAIL_PORT: number; SMTP_PORT: number; PG_PORT: number; OPENID_PORT: number; SAML_PORT: number }
export function writeLocalEnvironment(options: LocalEnvironment): Record<string, string>
