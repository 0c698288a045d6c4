import { MessagePage } from '@/components/shell/message-page'

/** The answer to a form that another site sent. */
export default function Forbidden() {
  return <MessagePage title="This did not come from the console">Nothing was done. Open the console and try it there.</MessagePage>
}
