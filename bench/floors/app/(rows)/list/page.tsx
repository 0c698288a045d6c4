import { connection } from 'next/server'
import { listColumns } from '@/components/administrators/list-columns'
import { RowActs } from '@/components/administrators/row-acts'
import { DataTable } from '@/components/table/data-table'
import { pageOf, type AdministratorRow } from '@/lib/administrators/list-data'
import { personName } from '@/lib/format/person-name'
import { paths } from '@/lib/paths'
import { firstQuery, readFirstPage } from '../../../list-statement'

/** F2: the rows, drawn by the same components from the same props, and nothing around them. */
export default async function List() {
  await connection()
  const page = pageOf(await readFirstPage(), firstQuery)
  return (
    <DataTable
      label="Administrators"
      columns={listColumns({ now: page.now, zone: 'UTC', mfa: { everyone: false, roles: [] }, ownId: '' })}
      rows={page.rows}
      rowKey={(row) => row.id}
      rowLabel={personName}
      rowHref={(row) => paths.administrator(row.id)}
      rowFaint={(row) => row.status === 'deleted'}
      sort={firstQuery.sort}
      matching={page.matching}
      rowMenu={(row: AdministratorRow) => <RowActs id={row.id} name={personName(row)} />}
      empty={null}
    />
  )
}
