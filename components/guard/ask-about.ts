import { type Asked } from '@/lib/authz/refusals'
import { paths } from '@/lib/paths'

/** @returns where "Can they?" answers the question that was refused, about oneself */
export function askAbout({ permission, place, about, role }: Asked): string {
  return paths.canTheyAsk({ permission, place: place && place.type !== 'tenant' ? `${place.type}:${place.id}` : '', about, role })
}
