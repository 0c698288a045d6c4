import type { Metadata } from 'next'
import { GiveUpGrant } from '@/components/account/give-up-grant'
import { OwnRoles } from '@/components/home/own-roles'
import { findOtherOwners } from '@/lib/account/data'
import { giveUpWords } from '@/lib/account/give-up-words'
import { requireActor } from '@/lib/authz/access'
import { readViewer } from '@/lib/format/viewer'

export const metadata: Metadata = { title: 'Your roles' }

/** Every role one holds, why it counts or not, and how to give it up. */
export default async function AccountRolesPage() {
  const facts = await requireActor()
  const { actor, placeNames } = facts
  const [otherOwners, { zone }] = await Promise.all([findOtherOwners(facts), readViewer()])
  return (
    <OwnRoles actor={actor} placeNames={placeNames} zone={zone} actions={(grant, name) => <GiveUpGrant grantId={grant.id} name={name} {...giveUpWords(actor, grant, otherOwners)} />} />
  )
}
