'use client'

import { useQuery } from '@tanstack/react-query'
import { Fragment, useLayoutEffect, useRef, useState } from 'react'
import { Menu, MenuItem, MenuLine, MenuLink } from '@/components/ui/menu'
import { keepInside } from '@/components/ui/place-beside'
import { type PersonAct } from '@/lib/administrators/person-offers'
import { paths } from '@/lib/paths'
import { ACT_GROUPS, ACT_LOOK } from './act-look'
import { type Acts } from './acts-of'
import { actsQuery } from './acts-query'
import { AskRoles } from './ask-roles'
import { LazyPersonDialog } from './lazy-person-dialog'

type Chosen = { act: PersonAct } & Pick<Acts, 'context'>

/** The ⋯ of a row. What may be done to this person is asked when it opens: fifty rows carry nothing but names. */
export function RowActs({ id, name }: { id: string; name: string }) {
  const [chosen, setChosen] = useState<Chosen | null>(null)
  return (
    <>
      <Menu label={`Actions for ${name}`}>
        <RowActItems id={id} onChoose={setChosen} />
      </Menu>
      {chosen ? <LazyPersonDialog {...chosen} onClose={() => setChosen(null)} /> : null}
    </>
  )
}

function RowActItems({ id, onChoose }: { id: string; onChoose: (chosen: Chosen) => void }) {
  const { data, isError } = useQuery(actsQuery(id))
  const end = useRef<HTMLDivElement>(null)
  // The menu has grown since it was placed.
  useLayoutEffect(() => {
    const panel = end.current?.closest<HTMLElement>('[popover]')
    if (data && panel) keepInside(panel)
  }, [data])
  const groups = data ? ACT_GROUPS.map((group) => group.filter((act) => act in data.offers)).filter(({ length }) => length > 0) : []
  return (
    <>
      <MenuLink icon="person" href={paths.administrator(id)}>
        Open profile
      </MenuLink>
      {groups.map((group) => (
        <Fragment key={group[0]}>
          <MenuLine />
          {group.map((act) => (
            <MenuItem key={act} icon={ACT_LOOK[act].icon} danger={ACT_LOOK[act].danger === true} disabledReason={data!.offers[act]} onSelect={() => onChoose({ act, context: data!.context })}>
              {ACT_LOOK[act].label}
            </MenuItem>
          ))}
        </Fragment>
      ))}
      {data ? <AskRoles id={id} offers={data.offers} /> : null}
      <div ref={end} role="status" className={data ? 'sr-only' : 'px-2 py-1.5 text-ink-3'}>
        {data ? '' : isError ? 'The server did not answer. Close this and try again.' : 'Looking…'}
      </div>
    </>
  )
}
