import { ListFrame } from '@/components/table/list-frame'
import { TableSkeleton } from '@/components/table/table-skeleton'
import { PageHeader } from '@/components/ui/page-header'
import { Skeleton } from '@/components/ui/skeleton'

/** What stands there while one is on the way to the list: the same frame, so that nothing moves. */
export default function AdministratorsLoading() {
  return (
    <ListFrame header={<PageHeader title="Administrators" description="Everyone who may enter this console, and those who are invited." />} toolbar={<Skeleton className="h-8 w-72" />}>
      <TableSkeleton label="administrators" columns={5} />
    </ListFrame>
  )
}
