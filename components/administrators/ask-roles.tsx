import { MenuLine, MenuLink } from '@/components/ui/menu'
import { type Permission } from '@/lib/authz/policy'
import { type PersonAct, type PersonOffers } from '@/lib/administrators/person-offers'
import { paths } from '@/lib/paths'
import { ACT_GROUPS } from './act-look'

const PERMISSION: Record<PersonAct, Permission> = {
  'assign-role': 'role:assign',
  rename: 'administrator:update',
  'change-address': 'administrator:update',
  'reset-password': 'administrator:reset-password',
  'reset-factors': 'administrator:reset-mfa',
  unlock: 'administrator:unlock',
  'end-sessions': 'administrator:revoke-sessions',
  activate: 'administrator:set-status',
  deactivate: 'administrator:set-status',
  'soft-delete': 'administrator:set-status',
  restore: 'administrator:set-status',
  delete: 'administrator:delete',
}

/** At the end of a menu in which something is off: the question behind it, put to "Can they?". */
export function AskRoles({ id, offers }: { id: string; offers: PersonOffers }) {
  const off = ACT_GROUPS.flat().find((act) => offers[act])
  if (!off) return null
  return (
    <>
      <MenuLine />
      <MenuLink icon="question" href={paths.canTheyAsk({ permission: PERMISSION[off], about: id })}>
        What your roles allow
      </MenuLink>
    </>
  )
}
