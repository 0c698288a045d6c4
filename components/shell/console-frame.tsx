import { type ReactNode } from 'react'
import { holds, holdsSomewhere } from '@/lib/authz/can'
import { type Actor } from '@/lib/authz/grants'
import { reachOf } from '@/lib/authz/place-reach'
import { readViewer } from '@/lib/format/viewer'
import { type LiveHeard } from '@/lib/live/live-event'
import { paths } from '@/lib/paths'
import { consolePalette, consoleSections, powersInForce } from './console-sections'
import { ConsoleShell } from './console-shell'
import { Live } from './live'
import { PlaceSwitcher } from './place-switcher'

/** Who is signed in, as the request found them. */
export interface SignedIn {
  actor: Actor
  person: { givenName: string; familyName: string; email: string }
  tenant: { name: string; slug: string }
  /** Names of the places that the grants lie in, by place id. */
  placeNames: Readonly<Record<string, string>>
}

/** The console's frame for one person: what of it they may enter, and what power they hold now. */
export async function ConsoleFrame({ signedIn, signOut, heard, children }: { signedIn: SignedIn; signOut: ReactNode; heard: LiveHeard | null; children: ReactNode }) {
  const { actor, person, tenant, placeNames } = signedIn
  const lists = [
    ...(holdsSomewhere(actor, 'workspace:read') ? [{ href: paths.workspaces, label: reachOf(actor, 'workspace:read').all ? 'All workspaces' : 'Your workspaces' }] : []),
    ...(holdsSomewhere(actor, 'organization:read') ? [{ href: paths.organizations, label: reachOf(actor, 'organization:read').all ? 'All organizations' : 'Your organizations' }] : []),
  ]
  const words = lists[0]?.href === paths.organizations ? 'Go to an organization' : 'Go to a workspace'
  return (
    <ConsoleShell
      tenantName={tenant.name}
      homeHref={paths.home}
      sections={consoleSections(actor)}
      {...(holds(actor, 'tenant-settings:update') ? { settings: { href: paths.settings, label: 'Tenant settings' } } : {})}
      switcher={lists.length > 0 ? <PlaceSwitcher url={paths.api.searchPlaces} lists={lists} words={words} /> : null}
      person={{ name: `${person.givenName} ${person.familyName}`, email: person.email, accountHref: paths.account, signOut }}
      powers={powersInForce(actor, (id) => placeNames[id])}
      palette={consolePalette(actor, (id) => placeNames[id])}
      now={actor.now}
      preferences={await readViewer()}
    >
      {children}
      <Live who={actor.administratorId} tenantSlug={tenant.slug} drawn={heard} />
    </ConsoleShell>
  )
}
