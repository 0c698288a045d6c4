import type { Metadata } from 'next'
import { LinkButton } from '@/components/ui/link-button'
import { MessagePage } from '@/components/shell/message-page'
import { paths } from '@/lib/paths'

export const metadata: Metadata = { title: 'Not found' }

export default function NotFound() {
  return (
    <MessagePage title="There is nothing here" actions={<LinkButton href={paths.home}>Go to the start</LinkButton>}>
      The address is wrong, what was here is gone, or it is outside what you may see. Check the address, or ask whoever sent it to you.
    </MessagePage>
  )
}
