import { type LabelHTMLAttributes } from 'react'
import { classNames } from './class-names'

export interface LabelProps extends Omit<LabelHTMLAttributes<HTMLLabelElement>, 'style'> {
  /** Says so in words: most fields are required, so the exception is what gets marked. */
  optional?: boolean
}

/** The name of a field, above it. */
export function Label({ optional = false, className, children, ...rest }: LabelProps) {
  return (
    <label {...rest} className={classNames('block text-sm font-medium text-ink', className)}>
      {children}
      {optional ? <span className="font-normal text-ink-3"> (optional)</span> : null}
    </label>
  )
}
