'use client'

import { type z } from 'zod'
import { FailureNotice } from '@/components/guard/failure-notice'
import { Button } from '@/components/ui/button'
import { useAction } from '@/lib/actions/use-action'
import { exportAudit } from '@/lib/audit/actions'
import { type ExportInput } from '@/lib/audit/explorer-query'
import { paths } from '@/lib/paths'

interface ExportEventsProps {
  /** What the list is narrowed by. */
  filter: z.input<typeof ExportInput>['filter']
  /** Why the viewer may not. */
  disabledReason: string | null
}

/** Writes down who exports what, then fetches exactly that as a file. */
export function ExportEvents({ filter, disabledReason }: ExportEventsProps) {
  const { run, pending, failure } = useAction(exportAudit)
  const start = async () => {
    const result = await run({ filter })
    if (result.ok) window.location.assign(`${paths.api.auditExport}?id=${result.data.id}`)
  }
  return (
    <>
      <FailureNotice failure={failure} />
      <Button icon="download" pending={pending} disabledReason={disabledReason} onClick={() => void start()}>
        Export CSV
      </Button>
    </>
  )
}
