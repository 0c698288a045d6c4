import 'server-only'
import { can } from '@/lib/authz/can'
import type { Actor } from '@/lib/authz/grants'
import { recheckSession } from './session-facts'

export type ExportPermission = 'administrator:export' | 'audit:export'

/**
 * Asked before each batch of a running export: does the session still count (not ended, idle, too old, nor owing a password), is the
 * person still active, and do they still hold the permission? A fresh factor was asked for at the beginning. @throws Error which breaks the stream off
 */
export async function refuseEnded(actor: Actor, permission: ExportPermission): Promise<void> {
  const facts = await recheckSession(actor)
  if (!facts || facts.owes) throw new Error('the session ended during the export')
  if (!can(facts.actor, permission).allowed) throw new Error('the permission was taken away during the export')
}
