declare module 'samlp' {
  import type { IncomingMessage, ServerResponse } from 'node:http'
  type Asked = IncomingMessage & { query: Record<string, string>; body: Record<string, string>; user: object }
  type Answering = ServerResponse & { set: (name: string, value: string) => void; send: (body: unknown) => void }
  type Middleware = (request: Asked, response: Answering, next: (error?: unknown) => void) => void
  interface Samlp {
    auth: (options: object) => Middleware
    metadata: (options: object) => Middleware
    parseRequest: (request: Asked, options: object, done: (error: unknown, data?: { issuer?: string; id?: string; forceAuthn?: string; assertionConsumerServiceURL?: string }) => void) => void
  }
  const samlp: Samlp
  export { samlp as default, type Answering, type Asked }
}
