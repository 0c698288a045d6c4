'use client'

import { type PersonSubject } from '@/lib/administrators/consequences'
import { type PersonAct } from '@/lib/administrators/person-offers'
import { ActDialog } from './act-dialog'
import { AddressDialog } from './address-dialog'
import { AssignRoleDialog } from './assign-role-dialog'
import { type Assigning } from './assigning'
import { RenameDialog } from './rename-dialog'
import { ResetPasswordDialog } from './reset-password-dialog'

/** What the acts on a person need to know to say what they will do. */
export interface ActContext {
  subject: PersonSubject
  names: { givenName: string; familyName: string }
  pendingEmail: string | null
  assigning: Assigning
}

/** The dialog of an act. */
export function PersonDialog({ act, context, onClose }: { act: PersonAct; context: ActContext; onClose: () => void }) {
  const { subject, names, pendingEmail, assigning } = context
  switch (act) {
    case 'assign-role': return <AssignRoleDialog assigning={assigning} onClose={onClose} />
    case 'rename': return <RenameDialog administratorId={subject.id} name={subject.name} names={{ ...names, version: subject.version }} onClose={onClose} />
    case 'change-address': return <AddressDialog subject={subject} pendingEmail={pendingEmail} onClose={onClose} />
    case 'reset-password': return <ResetPasswordDialog subject={subject} onClose={onClose} />
    case 'activate':
    case 'deactivate':
    case 'soft-delete':
    case 'restore':
    case 'delete':
    case 'unlock':
    case 'reset-factors':
    case 'end-sessions': return <ActDialog act={act} subject={subject} onClose={onClose} />
  }
}
