import { Callout } from '@/components/ui/callout'
import { countOf, listOf } from '@/lib/format/count'
import type { RoleOffer } from '@/lib/invitations/access-offer'

interface AccessGivesProps {
  /** the tenant role, or the roles held in places with the names of those */
  given: readonly { offer: RoleOffer; places: readonly string[] }[]
  /** only while they have activated it */
  eligible: boolean
}

const NAMED = 3

/** What they will be able to do, in the words of the policy table. */
export function AccessGives({ given, eligible }: AccessGivesProps) {
  if (given.length === 0) return null
  return (
    <Callout title={eligible ? 'What they will be able to do while they have activated it' : 'What they will be able to do'}>
      <div className="grid gap-3">
        {given.map(({ offer, places }) => (
          <RoleGives key={offer.role} offer={offer} places={places} />
        ))}
      </div>
    </Callout>
  )
}

function RoleGives({ offer: { label, gives, writes, needsFactor }, places }: { offer: RoleOffer; places: readonly string[] }) {
  const where = places.length > 0 ? ` in ${listOf(places)}` : ''
  return (
    <div className="grid gap-1">
      <p>
        As {label}
        {where}: {listOf(gives.map(lowerFirst), NAMED)}. {writes ? '' : 'They can change nothing.'}
      </p>
      {needsFactor ? <p>None of it counts before they have enrolled and used a second factor, which they do under My account.</p> : null}
      {gives.length > NAMED ? (
        <details>
          <summary className="cursor-pointer rounded-sm text-xs underline underline-offset-2">All {countOf(gives.length, 'permission')}</summary>
          <ul className="mt-1 columns-1 gap-6 text-xs sm:columns-2">
            {gives.map((permission) => (
              <li key={permission}>{permission}</li>
            ))}
          </ul>
        </details>
      ) : null}
    </div>
  )
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}
