import { type ReactNode } from 'react'
import { Card } from '@/components/ui/card'
import { reachOfGrant, whyNotInForce, type Actor, type Grant } from '@/lib/authz/grants'
import { ROLES } from '@/lib/authz/policy'
import { type OwnPending } from '@/lib/pim/own-view'
import { OwnRole, shownGrants } from './own-role'

interface OwnRolesProps {
  actor: Actor
  placeNames: Readonly<Record<string, string>>
  /** what one asked for, and waits to be decided */
  pending: readonly OwnPending[]
  zone: string
  /** at the end of each: what one may do about it */
  actions?: (grant: Grant, name: string) => ReactNode
}

/** Every role one holds: where, since when and until when, and for each that confers nothing now the reason. */
export function OwnRoles({ actor, placeNames, pending, zone, actions }: OwnRolesProps) {
  // What is in force first, and of that what reaches furthest.
  const rank = (grant: Grant) => (whyNotInForce(grant, actor) === null ? 0 : 2) + (grant.scope.type === 'tenant' ? 0 : 1)
  const grants = shownGrants(actor).toSorted((a, b) => rank(a) - rank(b))
  // Said once for each role: with the way to it, else with what runs of it.
  const sayer = (grantId: string) => grants.find(({ id, activation }) => id === grantId && activation === null) ?? grants.find(({ id }) => id === grantId)
  return (
    <Card title="Roles you hold" description={summary(actor)} flush>
      {grants.length > 0 ? (
        <ul className="divide-y">
          {grants.map((grant) => {
            const place = placeOf(grant, placeNames)
            const { label } = ROLES[grant.role]
            return <OwnRole key={`${grant.id} ${grant.activation?.id ?? ''}`} grant={grant} actor={actor} place={place} pending={sayer(grant.id) === grant ? pending.filter(({ grantId }) => grantId === grant.id) : []} zone={zone} actions={actions?.(grant, place ? `${label} in ${place}` : label)} />
          })}
        </ul>
      ) : (
        <p className="p-4 text-ink-2">You hold no role. Your own account and the catalogue of roles are open to you; an administrator can grant you more.</p>
      )}
    </Card>
  )
}

function placeOf(grant: Grant, names: OwnRolesProps['placeNames']): string | null {
  const reach = reachOfGrant(grant)
  if (reach.type === 'tenant') return null
  return names[reach.id] ?? (reach.type === 'workspace' ? 'a workspace' : 'an organization')
}

function summary(actor: Actor): string {
  // A grant stands there once for each of its activations.
  const count = (grants: readonly Grant[]) => new Set(grants.map(({ id }) => id)).size
  const [held, inForce] = [count(actor.grants), count(actor.inForce)]
  if (held === 0) return ''
  if (inForce === 0) return held === 1 ? 'You hold one role, and it is not in force now.' : 'None of them is in force now.'
  if (inForce === held) return held === 1 ? 'You hold one role, and it is in force.' : 'All of them are in force.'
  return `${inForce} of ${held} in force.`
}
