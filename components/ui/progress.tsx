import { useId, type ReactNode } from 'react'

/** How far long work has come. Without `value` it only says that something is under way. */
export function Progress({ label, value, max = 100, detail }: { label: ReactNode; value?: number; max?: number; /** Such as "420 of 1,200, 3 refused". */ detail?: ReactNode }) {
  const labelId = useId()
  return (
    <div className="grid gap-1.5">
      <div className="flex flex-wrap justify-between gap-x-4 text-xs">
        <span id={labelId} className="font-medium">
          {label}
        </span>
        {detail ? <span className="text-ink-3">{detail}</span> : null}
      </div>
      <progress className="meter" aria-labelledby={labelId} value={value} max={max} />
    </div>
  )
}
