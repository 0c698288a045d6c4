import type { Client } from 'pg'

export function connect(url: string): Promise<Client>
export function createDatabase(superuserUrl: string, name: string, template?: string): Promise<boolean>
export function dropDatabase(superuserUrl: string, name: string): Promise<void>
