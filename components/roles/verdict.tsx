import { type ReactNode } from 'react'
import { classNames } from '@/components/ui/class-names'
import { Icon } from '@/components/ui/icon'

const LOOKS = {
  yes: { box: 'border-good-ink/25 bg-good-soft', icon: 'done', ink: 'text-good-ink' },
  no: { box: 'border-danger-ink/25 bg-danger-soft', icon: 'stop', ink: 'text-danger-ink' },
  open: { box: 'bg-sunken', icon: 'info', ink: 'text-ink-3' },
} as const

/** Yes or no, in words, with a sign and a colour that say the same; null where the question is not complete. */
export function Verdict({ allowed, title, children }: { allowed: boolean | null; title: string; children: ReactNode }) {
  const look = LOOKS[allowed === null ? 'open' : allowed ? 'yes' : 'no']
  return (
    <section aria-labelledby="verdict" className={classNames('flex items-start gap-3 rounded-lg border p-4', look.box)}>
      <Icon name={look.icon} size={20} className={classNames('mt-0.5 shrink-0', look.ink)} />
      <div className="grid min-w-0 gap-1">
        <h2 id="verdict" className="text-lg font-semibold tracking-tight">
          {title}
        </h2>
        {children}
      </div>
    </section>
  )
}
