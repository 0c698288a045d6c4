import { Callout } from '@/components/ui/callout'
import { TextLink } from '@/components/ui/text-link'
import { type AdministratorPage } from '@/lib/administrators/list-data'
import { filterParams } from '@/lib/administrators/list-query'
import { ROLES } from '@/lib/authz/policy'
import { paths } from '@/lib/paths'

const EVERYBODY = { q: '', status: [], role: [], place: null, mfa: null, invitation: null, uneasy: true } as const

/** Who holds roles that should not meet (allowed, and worth knowing); draws nothing when nobody does. */
export function UneasyNotice({ uneasy: { people, more } }: Pick<AdministratorPage, 'uneasy'>) {
  const [only] = people
  if (!only) return null
  const all = `${paths.administrators}?${filterParams(EVERYBODY).toString()}`
  return (
    <div className="pb-3">
      {people.length === 1 && only.pairs[0] ? (
        <Callout tone="warn" actions={<TextLink href={paths.administratorRoles(only.id)}>Look at the roles</TextLink>}>
          <bdi className="font-medium text-ink">{only.name}</bdi> is {ROLES[only.pairs[0].a].label} and {ROLES[only.pairs[0].b].label}. {only.pairs[0].because}
        </Callout>
      ) : (
        <Callout tone="warn" actions={<TextLink href={all}>Show them</TextLink>}>
          {more ? `${people.length} people and more` : `${people.length} people`} hold roles that should not meet.
        </Callout>
      )}
    </div>
  )
}
