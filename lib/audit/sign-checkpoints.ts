import 'server-only'
import { signWithRing } from '@/lib/crypto/signing-key'
import { db } from '@/lib/db/client'
import { readClock, transaction } from '@/lib/db/transaction'
import { canonicalJson } from './canonical-json'

export const CHECKPOINT_PURPOSE = 'audit checkpoint'

/** The text a checkpoint's signature is over. @param at epoch milliseconds */
export function checkpointContent({ tenantId, sequence, hash, at }: { tenantId: string; sequence: number; hash: Uint8Array; at: number }): string {
  return canonicalJson({ tenantId, sequence, hash: Buffer.from(hash).toString('hex'), at })
}

/**
 * Signs the head of every chain that has grown since its last checkpoint (Ed25519). What was signed cannot be rewritten without
 * the key, even by whoever owns the database. Doing it twice changes nothing.
 */
export async function signCheckpoints(_job: unknown, signal: AbortSignal): Promise<void> {
  const grown = await db().$queryRaw<{ tenantId: string }[]>`
    SELECT c.tenant_id AS "tenantId" FROM audit_chain c
    WHERE c.sequence > 0 AND NOT EXISTS (SELECT FROM audit_checkpoint k WHERE k.tenant_id = c.tenant_id AND k.sequence = c.sequence)`
  for (const { tenantId } of grown) {
    signal.throwIfAborted()
    await transaction(async (tx) => {
      const head = await tx.auditChain.findUniqueOrThrow({ where: { tenantId } })
      const at = await readClock(tx)
      const { keyId, signature } = signWithRing(CHECKPOINT_PURPOSE, checkpointContent({ tenantId, sequence: Number(head.sequence), hash: head.hash, at }))
      await tx.auditCheckpoint.createMany({ data: [{ tenantId, sequence: head.sequence, hash: head.hash, at: new Date(at), keyId, signature }], skipDuplicates: true })
    })
  }
}
