/** What journeys through single sign-on need behind the stage: an identity provider on loopback, which lives as long as this process does. */
import { db } from '@/lib/db/client'
import { readClock, transaction } from '@/lib/db/transaction'
import { paths } from '@/lib/paths'
import { startOidcPeer, type PeerClaims } from '@/prisma/factories/oidc-peer'
import { plantConnection } from '@/prisma/factories/plant-connection'

interface Starting {
  tenantId: string
  slug: string
  origin: string
  name: string
  /** by account: who can log in there, and what it says of them */
  people: Readonly<Record<string, PeerClaims>>
  /** by account: whom an administrator is linked to already */
  linked: Readonly<Record<string, string>>
  /** what a group gives; the line stands on its author */
  line: { groupValue: string; role: string; authorId: string }
}

export const ssoVerbs = {
  /** A certified OpenID provider with a login page of its own, for the people of the tenant's domain: whom it does not know yet it may make. The sign-in page offers it by their address alone. */
  startProvider: async ({ tenantId, slug, origin, name, people, linked, line }: Starting) => {
    const { id: connectionId } = await plantConnection({ tenantId, name })
    const { issuer } = await startOidcPeer({ redirectUris: [origin + paths.api.ssoCallback(slug, connectionId)], people })
    const at = new Date(await transaction(readClock))
    const { materialVersion } = await db().ssoConnection.update({ where: { tenantId_id: { tenantId, id: connectionId } }, data: { issuer, justInTime: true, hidden: true } })
    await db().ssoConnectionDomain.create({ data: { tenantId, connectionId, domain: `${slug}.example`, challenge: 'c'.repeat(43), addedAt: at, provedAt: at } })
    await db().ssoMappingLine.create({ data: { tenantId, connectionId, scope: 'tenant', writtenAt: at, ...line } })
    for (const [subject, administratorId] of Object.entries(linked)) await db().ssoIdentity.create({ data: { tenantId, connectionId, issuer, subject, administratorId, linkedBy: 'self', linkedAt: at, vouchedMaterial: materialVersion } })
  },
}
