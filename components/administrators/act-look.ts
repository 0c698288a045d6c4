import { type IconName } from '@/components/ui/icon-paths'
import { type PersonAct } from '@/lib/administrators/person-offers'

/** Words and drawing of each act, the same in every menu and on every button. */
export const ACT_LOOK: Record<PersonAct, { label: string; icon: IconName; danger?: true }> = {
  'assign-role': { label: 'Assign role', icon: 'roles' },
  rename: { label: 'Change name', icon: 'edit' },
  'change-address': { label: 'Change address', icon: 'mail' },
  'reset-password': { label: 'Reset Password', icon: 'password' },
  'reset-factors': { label: 'Reset second factors', icon: 'device' },
  unlock: { label: 'Unlock', icon: 'lock' },
  'end-sessions': { label: 'Sign out everywhere', icon: 'sign-out' },
  activate: { label: 'Set to Active', icon: 'done' },
  deactivate: { label: 'Set to Inactive', icon: 'minus' },
  'soft-delete': { label: 'Set to Deleted', icon: 'trash' },
  restore: { label: 'Restore', icon: 'refresh' },
  delete: { label: 'Delete User', icon: 'trash', danger: true },
}

/** In a menu, group by group; a line stands between groups. */
export const ACT_GROUPS: readonly (readonly PersonAct[])[] = [
  ['assign-role', 'rename', 'change-address'],
  ['reset-password', 'reset-factors', 'unlock', 'end-sessions'],
  ['activate', 'deactivate', 'restore', 'soft-delete'],
  ['delete'],
]
