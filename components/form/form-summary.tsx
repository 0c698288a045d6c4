'use client'

import { useLayoutEffect, useRef } from 'react'
import { Icon } from '@/components/ui/icon'

export interface FormProblem {
  /** Id of the field's control; without it the problem belongs to the whole form. */
  field?: string
  text: string
}

/**
 * Everything that is wrong, above the form, in one place that takes focus when a save failed.
 * Give it a new array for each failed save: the same problems twice move focus twice.
 */
export function FormSummary({ problems, title }: { problems: readonly FormProblem[]; title?: string }) {
  const box = useRef<HTMLDivElement>(null)
  // In the moment it is drawn: a moment later it would take focus from whoever types already.
  useLayoutEffect(() => {
    if (problems.length > 0) box.current?.focus()
  }, [problems])
  if (problems.length === 0) return null
  return (
    <div ref={box} role="alert" tabIndex={-1} className="flex items-start gap-2.5 rounded-lg border border-danger-ink/25 bg-danger-soft px-3 py-2.5">
      <Icon name="stop" className="mt-0.5 text-danger-ink" />
      <div className="min-w-0">
        <p className="font-medium">{title ?? (problems.length === 1 ? 'Nothing was saved yet. One thing needs your attention:' : `Nothing was saved yet. ${problems.length} things need your attention:`)}</p>
        <ul className="grid text-ink-2">
          {problems.map((problem) => (
            <li key={`${problem.field}${problem.text}`}>
              {problem.field ? (
                <a
                  href={`#${problem.field}`}
                  className="inline-flex min-h-6 items-center underline underline-offset-2"
                  onClick={(event) => {
                    event.preventDefault()
                    document.getElementById(problem.field ?? '')?.focus()
                  }}
                >
                  {problem.text}
                </a>
              ) : (
                problem.text
              )}
            </li>
          ))}
        </ul>
      </div>
    </div>
  )
}
