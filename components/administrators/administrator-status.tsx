import { Status, type Tone } from '@/components/ui/status'
import { type AdministratorStatus } from '@/lib/authz/grants'

const LOOK: Record<AdministratorStatus, { tone: Tone; label: string; tip: string }> = {
  new: { tone: 'info', label: 'Invited', tip: 'Has not activated the account yet.' },
  active: { tone: 'good', label: 'Active', tip: 'Can sign in.' },
  inactive: { tone: 'neutral', label: 'Inactive', tip: 'Cannot sign in. Roles are kept and confer nothing.' },
  deleted: { tone: 'danger', label: 'Deleted', tip: 'Hidden from lists, cannot sign in, and can be restored.' },
}

/** The status of a person, in words, shape and colour. */
export function AdministratorStatusMark({ status }: { status: AdministratorStatus }) {
  const { tone, label, tip } = LOOK[status]
  return (
    <Status tone={tone} tip={tip}>
      {label}
    </Status>
  )
}
