import type { Metadata } from 'next'
import { GiveUpGrant } from '@/components/account/give-up-grant'
import { OwnRoles } from '@/components/home/own-roles'
import { findOtherOwners } from '@/lib/account/data'
import { giveUpWords } from '@/lib/account/give-up-words'
import { requireActor } from '@/lib/authz/access'
import { readViewer } from '@/lib/format/viewer'
import { listOwnPending } from '@/lib/pim/own-data'

export const metadata: Metadata = { title: 'Roles you hold' }

/** Every role one holds, why it counts or not, and how to give it up. */
export default async function AccountRolesPage() {
  const facts = await requireActor()
  const { actor, placeNames } = facts
  const [otherOwners, pending, { zone }] = await Promise.all([findOtherOwners(facts), listOwnPending(actor), readViewer()])
  return (
    <OwnRoles actor={actor} placeNames={placeNames} pending={pending} zone={zone} actions={(grant, name) => <GiveUpGrant grantId={grant.id} name={name} {...giveUpWords(actor, grant, otherOwners)} />} />
  )
}
