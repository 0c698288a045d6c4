import { EmptyState } from '@/components/ui/empty-state'
import { LinkButton } from '@/components/ui/link-button'
import { paths } from '@/lib/paths'

/** Says the same for what is gone, what never was and what is out of reach. */
export default function ConsoleNotFound() {
  return (
    <EmptyState page icon="question" title="There is nothing here" action={<LinkButton href={paths.home}>Go to the start</LinkButton>}>
      It is gone, was never there, or lies outside what you may see.
    </EmptyState>
  )
}
