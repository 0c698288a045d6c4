'use client'

import { lazy, Suspense, useState } from 'react'
import { useSelection } from '@/components/table/selection'
import { Button } from '@/components/ui/button'
import { Menu, MenuItem, MenuLine } from '@/components/ui/menu'
import { BULK_WORDS, type BulkAct, type Selection } from '@/lib/administrators/bulk-change'
import { type RoleKey } from '@/lib/authz/policy'
import { type TermsByRole } from '@/lib/pim/assignment-terms'

const BulkDialog = lazy(async () => ({ default: (await import('./bulk-dialog')).BulkDialog }))

export interface BulkActionsProps {
  /** What the viewer holds the permission for. */
  acts: readonly BulkAct[]
  /** The search parameters of the list: everything that matches. */
  filter: string
  /** role → why the viewer may not give it to anybody, or null */
  reasons: Readonly<Record<RoleKey, string | null>> | null
  /** how each role may be held by its PIM settings */
  terms: TermsByRole
}

const AT_HAND: readonly BulkAct[] = ['deactivate', 'activate']
const GROUPS: readonly (readonly BulkAct[])[] = [['assign', 'resend'], ['restore', 'soft-delete']]

/** What can be done to everyone who is ticked, or to everyone who matches. */
export function BulkActions({ acts, filter, reasons, terms }: BulkActionsProps) {
  const { keys, everything, clear } = useSelection()
  const [chosen, setChosen] = useState<{ act: BulkAct; selection: Selection } | null>(null)
  const choose = (act: BulkAct) => setChosen({ act, selection: everything ? { of: 'matching', filter } : { of: 'people', ids: [...keys] } })
  const groups = GROUPS.map((group) => group.filter((act) => acts.includes(act))).filter(({ length }) => length > 0)
  return (
    <>
      {AT_HAND.filter((act) => acts.includes(act)).map((act) => (
        <Button key={act} size="sm" onClick={() => choose(act)}>
          {BULK_WORDS[act].verb}
        </Button>
      ))}
      {groups.length > 0 ? (
        <Menu label="More for the selection" button="More" variant="secondary">
          {groups.map((group, index) => [
            index > 0 ? <MenuLine key={`line-${group[0]}`} /> : null,
            ...group.map((act) => (
              <MenuItem key={act} onSelect={() => choose(act)}>
                {BULK_WORDS[act].verb}
              </MenuItem>
            )),
          ])}
        </Menu>
      ) : null}
      {chosen ? (
        <Suspense>
          <BulkDialog {...chosen} reasons={reasons} terms={terms} onClose={() => setChosen(null)} onStarted={clear} />
        </Suspense>
      ) : null}
    </>
  )
}
