import { type ReactNode } from 'react'
import { classNames } from '@/components/ui/class-names'
import { Icon } from '@/components/ui/icon'

/** Yes or no, in words, with a sign and a colour that say the same. */
export function Verdict({ allowed, title, children }: { allowed: boolean; title: string; children: ReactNode }) {
  return (
    <section aria-labelledby="verdict" className={classNames('flex items-start gap-3 rounded-lg border p-4', allowed ? 'border-good-ink/25 bg-good-soft' : 'border-danger-ink/25 bg-danger-soft')}>
      <Icon name={allowed ? 'done' : 'stop'} size={20} className={classNames('mt-0.5 shrink-0', allowed ? 'text-good-ink' : 'text-danger-ink')} />
      <div className="grid min-w-0 gap-1">
        <h2 id="verdict" className="text-lg font-semibold tracking-tight">
          {title}
        </h2>
        {children}
      </div>
    </section>
  )
}
