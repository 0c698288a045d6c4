'use client'

import { useRouter } from 'next/navigation'
import { IconButton } from '@/components/ui/icon-button'
import { showToast } from '@/components/ui/toast-store'
import { useAction } from '@/lib/actions/use-action'
import { moveConnection } from '@/lib/sso/actions'

/** Its place on the sign-in page. */
export function MoveConnection({ id, name, first, last }: { id: string; name: string; first: boolean; last: boolean }) {
  const router = useRouter()
  const { run, pending } = useAction(moveConnection)
  const move = async (up: boolean) => {
    const result = await run({ connectionId: id, up })
    if (!result.ok) showToast({ text: result.error.sentence })
    router.refresh()
  }
  return (
    <span className="flex gap-1">
      <IconButton icon="arrow-up" label={`Move ${name} up`} disabledReason={first ? 'It is the first already.' : null} pending={pending} onClick={() => void move(true)} />
      <IconButton icon="arrow-down" label={`Move ${name} down`} disabledReason={last ? 'It is the last already.' : null} pending={pending} onClick={() => void move(false)} />
    </span>
  )
}
