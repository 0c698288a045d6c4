import { type ReactNode } from 'react'
import { StatusShape } from './status-shape'

export type Tone = 'neutral' | 'info' | 'good' | 'warn' | 'danger'

/** A state in one or two words, with a shape and a colour that say the same. */
export function Status({ tone = 'neutral', children, tip }: { tone?: Tone; children: ReactNode; /** Why it is so, on hover. */ tip?: string }) {
  return (
    <span className="inline-flex min-h-lh items-center gap-1.5 whitespace-nowrap" data-tip={tip}>
      <StatusShape tone={tone} />
      {children}
    </span>
  )
}
