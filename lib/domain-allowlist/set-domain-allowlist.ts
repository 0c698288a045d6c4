import 'server-only'
import type { Work } from '@/lib/actions/work'
import { AppError } from '@/lib/errors/app-error'
import { announce } from '@/lib/live/announce'
import { storedDomain, type AllowedDomain } from './allowed-domains'
import { refuseOtherPreview } from '@/lib/preview/refuse-other-preview'
import { aboutList, asColumns, getAllowlistImpact, getDomainAllowlistForChange } from './data'

/**
 * Changes which domains new addresses may have; who has another one is kept. Call it under the tenant's lock.
 * @param domains each once, in one order
 * @param previewed what stands for the preview of exactly this list
 * @throws AppError conflict with what stands there now, or with who would be outside now; wrong_state when it is so already
 */
export async function setDomainAllowlist({ tx, tenantId, record }: Work, { version, previewed }: { version: number; previewed: string }, domains: readonly AllowedDomain[]): Promise<{ version: number; domains: readonly AllowedDomain[] }> {
  const before = await getDomainAllowlistForChange(tx, tenantId, version)
  const [was, is] = [before.domains.map(storedDomain).toSorted(), domains.map(storedDomain).toSorted()]
  if (was.join() === is.join()) throw new AppError('wrong_state', { sentence: 'The list says so already.', reason: 'unchanged' })
  refuseOtherPreview(previewed, aboutList(domains), await getAllowlistImpact(tx, tenantId, domains))
  await tx.tenant.update({ where: { id: tenantId }, data: { ...asColumns(domains), domainAllowlistVersion: version + 1 } })
  record({ target: { type: 'tenant', id: tenantId }, before: { domains: was }, after: { domains: is } })
  await announce(tx, { tenantId, topic: 'roles' })
  return { version: version + 1, domains }
}
