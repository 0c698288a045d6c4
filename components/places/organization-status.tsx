import { Status } from '@/components/ui/status'
import { type PlaceView } from '@/lib/places/place-view'

/** Whether roles in it count now, in words and shape. */
export function OrganizationStatus({ status }: Pick<PlaceView, 'status'>) {
  return status === 'active' ? <Status tone="good">Active</Status> : <Status tip="Roles in this organization confer nothing until it is activated.">Inactive</Status>
}
