'use client'

import { type z } from 'zod'
import { FailureNotice } from '@/components/guard/failure-notice'
import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { Menu, MenuItem } from '@/components/ui/menu'
import { Spinner } from '@/components/ui/spinner'
import { useAction } from '@/lib/actions/use-action'
import { exportAudit } from '@/lib/audit/actions'
import { type ExportFormat, type ExportInput } from '@/lib/audit/explorer-query'
import { paths } from '@/lib/paths'

const FORMATS: Record<ExportFormat, { words: string; use: string }> = {
  csv: { words: 'As CSV', use: 'One line an event, for spreadsheets' },
  jsonl: { words: 'As JSONL', use: 'One JSON object a line, for programs' },
}

interface ExportEventsProps {
  /** What the list is narrowed by. */
  filter: z.input<typeof ExportInput>['filter']
  /** Why the viewer may not. */
  disabledReason: string | null
}

/** Writes down who exports what and as what, then fetches exactly that as a file. */
export function ExportEvents({ filter, disabledReason }: ExportEventsProps) {
  const { run, pending, failure } = useAction(exportAudit)
  const start = async (format: ExportFormat) => {
    const result = await run({ filter, format })
    if (result.ok) window.location.assign(`${paths.api.auditExport}?id=${result.data.id}`)
  }
  if (disabledReason) {
    return (
      <Button icon="download" disabledReason={disabledReason}>
        Export
      </Button>
    )
  }
  return (
    <>
      <FailureNotice failure={failure} />
      <Menu
        label="Export"
        variant="secondary"
        size="md"
        button={
          <>
            {pending ? <Spinner /> : <Icon name="download" size={14} />}
            Export
            <Icon name="chevron-down" size={12} className="-mr-1 text-ink-3" />
          </>
        }
      >
        {(Object.keys(FORMATS) as ExportFormat[]).map((format) => (
          <MenuItem key={format} disabledReason={pending ? 'The export before is being written down.' : null} onSelect={() => void start(format)}>
            {FORMATS[format].words}
            <span className="block text-xs text-ink-3">{FORMATS[format].use}</span>
          </MenuItem>
        ))}
      </Menu>
    </>
  )
}
