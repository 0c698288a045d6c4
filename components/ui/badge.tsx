import { type ReactNode } from 'react'
import { classNames } from './class-names'
import { type Tone } from './status'

const looks: Record<Tone, string> = {
  neutral: 'border-line bg-sunken text-ink-2',
  info: 'border-accent-ink/25 bg-accent-soft text-accent-ink',
  good: 'border-good-ink/25 bg-good-soft text-good-ink',
  warn: 'border-warn-ink/25 bg-warn-soft text-warn-ink',
  danger: 'border-danger-ink/25 bg-danger-soft text-danger-ink',
}

/** A small label on something: a role, a kind, a mark such as "pending". The words carry it, not the colour. */
export function Badge({ tone = 'neutral', children, tip }: { tone?: Tone; children: ReactNode; tip?: string }) {
  return (
    <span data-tip={tip} className={classNames('inline-flex max-w-full items-center gap-1 truncate rounded-sm border px-1.5 text-2xs leading-[1.125rem] font-medium', looks[tone])}>
      {children}
    </span>
  )
}
