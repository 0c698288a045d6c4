import { type ReactNode } from 'react'
import { classNames } from '@/components/ui/class-names'
import { Icon } from '@/components/ui/icon'
import { ROLES, type RoleFamily, type RoleKey } from '@/lib/authz/policy'

export interface MatrixRow {
  key: string
  head: ReactNode
  holds: (role: RoleKey) => boolean
}

interface MatrixProps {
  /** What the table is. */
  label: string
  /** Over the first column. */
  corner: string
  columns: readonly RoleKey[]
  rows: readonly MatrixRow[]
  /** What stands in a cell, for who cannot see the mark. */
  words: { yes: string; no: string }
}

/** Rows × roles. Names stay in sight whichever way one scrolls. */
export function Matrix({ label, corner, columns, rows, words }: MatrixProps) {
  return (
    // Scrolls in itself, also on a small screen: the names can only stay where the scrolling happens.
    <div className="relative max-h-[80dvh] min-h-0 flex-1 overflow-auto -outline-offset-2 frame:max-h-none">
      <table aria-label={label} className="border-separate border-spacing-0 text-left">
        <thead>
          <tr>
            <th scope="col" rowSpan={2} className={classNames(head, 'left-0 z-30 h-20 w-full max-w-[45vw] min-w-36 border-r px-4 pb-1 align-bottom md:min-w-52 md:px-6')}>
              {corner}
            </th>
            {families(columns).map(({ family, span }) => (
              <th key={family} scope="colgroup" colSpan={span} className="sticky top-0 z-20 h-6 border-r bg-sunken px-2 text-2xs font-normal text-ink-3 last:border-r-0">
                {family}
              </th>
            ))}
          </tr>
          <tr>
            {columns.map((role, index) => (
              <th key={role} scope="col" className={classNames('sticky top-6 z-20 h-14 min-w-17 border-b bg-sunken px-0.5 pb-1 text-center wrap-normal align-bottom text-2xs font-medium text-ink-2', lastOfFamily(columns, index) && 'border-r last:border-r-0')}>
                {ROLES[role].label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key} className="bg-canvas hover:bg-row-hover">
              <th scope="row" className="sticky left-0 z-10 max-w-[45vw] border-r border-b bg-inherit px-4 py-1.5 font-normal md:px-6">
                {row.head}
              </th>
              {columns.map((role, index) => (
                <td key={role} className={classNames('border-b px-1 text-center', lastOfFamily(columns, index) && 'border-r last:border-r-0')}>
                  <Mark held={row.holds(role)} words={words} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

const head = 'sticky top-0 border-b bg-sunken text-xs font-medium text-ink-2'

function Mark({ held, words }: { held: boolean; words: MatrixProps['words'] }) {
  return held ? (
    <>
      <Icon name="check" size={14} className="inline text-good-ink" />
      <span className="sr-only">{words.yes}</span>
    </>
  ) : (
    <>
      <span aria-hidden="true" className="text-ink-3">
        ·
      </span>
      <span className="sr-only">{words.no}</span>
    </>
  )
}

function families(columns: readonly RoleKey[]): { family: RoleFamily; span: number }[] {
  const found = new Map<RoleFamily, number>()
  for (const role of columns) found.set(ROLES[role].family, (found.get(ROLES[role].family) ?? 0) + 1)
  return [...found].map(([family, span]) => ({ family, span }))
}

function lastOfFamily(columns: readonly RoleKey[], index: number): boolean {
  const next = columns[index + 1]
  return next !== undefined && ROLES[next].family !== ROLES[columns[index]!].family
}
