'use client'

import { AskLink } from '@/components/guard/ask-link'
import { FailureNotice } from '@/components/guard/failure-notice'
import { Button } from '@/components/ui/button'
import { useAction } from '@/lib/actions/use-action'
import { exportAdministrators } from '@/lib/administrators/actions'
import { paths } from '@/lib/paths'

interface ExportAdministratorsProps {
  /** What the list is narrowed by, as search parameters. */
  filter: string
  /** Why the viewer may not. */
  disabledReason: string | null
}

/** Writes down who exports what, then fetches exactly that as a file. */
export function ExportAdministrators({ filter, disabledReason }: ExportAdministratorsProps) {
  const { run, pending, failure } = useAction(exportAdministrators)
  const start = async () => {
    const result = await run({ filter })
    if (result.ok) window.location.assign(paths.api.administratorsExport(result.data.id))
  }
  return (
    <>
      <FailureNotice failure={failure} />
      {disabledReason ? <AskLink asked={{ permission: 'administrator:export' }} /> : null}
      <Button icon="download" pending={pending} disabledReason={disabledReason} onClick={() => void start()}>
        Export CSV
      </Button>
    </>
  )
}
