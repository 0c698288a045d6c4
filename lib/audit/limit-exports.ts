import 'server-only'
import type { Work } from '@/lib/actions/work'
import { takeSlotIn } from '@/lib/authn/rate-limits'
import { AppError } from '@/lib/errors/app-error'

/** More than anybody fetches by hand; a script that walks off with everything, filter by filter, comes to an end and is seen in the audit. */
const MOST_EXPORTS_AN_HOUR = 30

/** Counts an export of one kind by one person, in the transaction that writes it down. @throws AppError too_many within an hour */
export async function limitExports({ tx, tenantId, actor }: Pick<Work, 'tx' | 'tenantId' | 'actor'>, kind: 'audit' | 'administrators'): Promise<void> {
  if (await takeSlotIn(tx, `export-${kind}:${tenantId}:${actor.administratorId}`, MOST_EXPORTS_AN_HOUR, 3600)) return
  throw new AppError('too_many', { sentence: `You exported ${MOST_EXPORTS_AN_HOUR} times within the last hour. Wait a little before you export again.` })
}
