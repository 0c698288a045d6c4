import { type ReactNode } from 'react'
import { classNames } from './class-names'
import { Icon } from './icon'
import { type IconName } from './icon-paths'
import { type Tone } from './status'

const looks: Record<Tone, { box: string; ink: string; icon: IconName }> = {
  neutral: { box: 'border-line bg-sunken', ink: 'text-ink-2', icon: 'info' },
  info: { box: 'border-accent-ink/25 bg-accent-soft', ink: 'text-accent-ink', icon: 'info' },
  good: { box: 'border-good-ink/25 bg-good-soft', ink: 'text-good-ink', icon: 'done' },
  warn: { box: 'border-warn-ink/25 bg-warn-soft', ink: 'text-warn-ink', icon: 'warning' },
  danger: { box: 'border-danger-ink/25 bg-danger-soft', ink: 'text-danger-ink', icon: 'stop' },
}

export interface CalloutProps {
  tone?: Tone
  title?: ReactNode
  /** At its end: one or two small buttons or links. */
  actions?: ReactNode
  /** Read out when it appears: for something that just happened, not for what stands on the page from the start. */
  live?: boolean
  children?: ReactNode
}

/** A sentence that matters more than the text around it. */
export function Callout({ tone = 'info', title, actions, live = false, children }: CalloutProps) {
  const look = looks[tone]
  return (
    <div role={live ? (tone === 'danger' ? 'alert' : 'status') : undefined} className={classNames('flex flex-wrap items-start gap-x-2.5 gap-y-2 rounded-lg border px-3 py-2.5', look.box)}>
      <Icon name={look.icon} className={classNames('mt-0.5', look.ink)} />
      <div className="min-w-0 flex-1 basis-48">
        {title ? <p className="font-medium">{title}</p> : null}
        {children ? <div className="text-ink-2">{children}</div> : null}
      </div>
      {actions ? <div className="flex flex-wrap gap-2">{actions}</div> : null}
    </div>
  )
}
