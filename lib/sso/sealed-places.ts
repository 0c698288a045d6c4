import 'server-only'

/** What the seal of a connection's secret or key is bound to. */
export function credentialContext({ tenantId, connectionId, credentialId }: { tenantId: string; connectionId: string; credentialId: string }): string {
  return `${tenantId}|sso-credential|${connectionId}|${credentialId}`
}

/** What is sealed on the way: of a trip to a provider its secrets, what waits to be handed over and its answer, of a link that waits and of a second step what was asserted. */
export type Passage = 'request-secrets' | 'request-hand-over' | 'request-answer' | 'pending-link' | 'pending-sign-in'

/** @param id of the row it is sealed in */
export function passageContext(passage: Passage, { tenantId, id }: { tenantId: string; id: string }): string {
  return `${tenantId}|sso-${passage}|${id}`
}
