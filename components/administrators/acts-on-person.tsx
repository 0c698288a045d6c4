'use client'

import { Fragment } from 'react'
import { Menu, MenuItem, MenuLine } from '@/components/ui/menu'
import { type PersonOffers } from '@/lib/administrators/person-offers'
import { ACT_GROUPS, ACT_LOOK } from './act-look'
import { AskRoles } from './ask-roles'
import { useAsk } from './dialog-host'
import { LazyPersonDialog } from './lazy-person-dialog'
import { type ActContext } from './person-dialog'

/** Everything that can be done to a person, in one menu. Draws nothing for whoever may do nothing. */
export function ActsOnPerson({ offers, context }: { offers: PersonOffers; context: ActContext }) {
  const ask = useAsk()
  const groups = ACT_GROUPS.map((group) => group.filter((act) => act in offers)).filter(({ length }) => length > 0)
  if (groups.length === 0) return null
  return (
    <Menu label={`Actions for ${context.subject.name}`} variant="secondary" size="md">
      {groups.map((group, index) => (
        <Fragment key={group[0]}>
          {index > 0 ? <MenuLine /> : null}
          {group.map((act) => (
            <MenuItem key={act} icon={ACT_LOOK[act].icon} danger={ACT_LOOK[act].danger === true} disabledReason={offers[act]} onSelect={() => ask((close) => <LazyPersonDialog act={act} context={context} onClose={close} />)}>
              {ACT_LOOK[act].label}
            </MenuItem>
          ))}
        </Fragment>
      ))}
      <AskRoles id={context.subject.id} offers={offers} />
    </Menu>
  )
}
