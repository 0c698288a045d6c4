import type { Metadata } from 'next'
import { RefusedPage } from '@/components/guard/refused-page'
import { AssignmentMatrix } from '@/components/roles/assignment-matrix'
import { RolesHeader } from '@/components/roles/roles-header'
import { LinkButton } from '@/components/ui/link-button'
import { openPage } from '@/lib/authz/access'
import { paths } from '@/lib/paths'

export const metadata: Metadata = { title: 'Who may grant' }

/** Who may grant, change or revoke which role. */
export default async function AssignmentsPage() {
  const access = await openPage('role:read')
  if ('refusal' in access) return <RefusedPage refusal={access.refusal} homeHref={paths.home} />
  const { actor } = access.facts
  const header = (
    <RolesHeader
      title="Who may grant"
      description="Each line is a role that is granted, changed or revoked; each column the role of the person who does it. The place must lie inside that person’s own."
      actions={
        <LinkButton plain download href={paths.api.assignmentMatrix} icon="download">
          Download CSV
        </LinkButton>
      }
    />
  )
  return <AssignmentMatrix header={header} onlyOwnersAssignClientAdmin={actor.onlyOwnersAssignClientAdmin} />
}
