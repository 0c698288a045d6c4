import { useId, type ReactNode } from 'react'
import { classNames } from './class-names'
import { Icon } from './icon'
import { Label } from './label'

/** What a Field gives to its control: spread it on Input, Textarea, Select or Combobox. */
export interface ControlProps {
  id: string
  'aria-describedby': string | undefined
  'aria-invalid': true | undefined
  'aria-required': true | undefined
}

export interface FieldProps {
  label: ReactNode
  /** Under the control: what to write and what it is used for. */
  help?: ReactNode
  /** What is wrong and what to do. Shown at the field; give the same text to FormSummary. */
  error?: string | null | undefined
  optional?: boolean
  /** Fixed id, where a summary or a test links to the field. */
  id?: string
  className?: string
  children: (control: ControlProps) => ReactNode
}

/** A control with its label above, help and error under it, all tied together for a screen reader. */
export function Field({ label, help, error, optional = false, id, className, children }: FieldProps) {
  const made = useId()
  const controlId = id ?? made
  const helpId = `${controlId}-help`
  const errorId = `${controlId}-error`
  const describedBy = [error ? errorId : null, help ? helpId : null].filter(Boolean).join(' ')
  return (
    <div className={classNames('grid gap-1.5', className)}>
      <Label htmlFor={controlId} optional={optional}>
        {label}
      </Label>
      {children({ id: controlId, 'aria-describedby': describedBy || undefined, 'aria-invalid': error ? true : undefined, 'aria-required': optional ? undefined : true })}
      {error ? <FieldError id={errorId}>{error}</FieldError> : null}
      {help ? (
        <p id={helpId} className="text-xs text-ink-3">
          {help}
        </p>
      ) : null}
    </div>
  )
}

/** The sentence under a control that is wrong. */
export function FieldError({ id, children }: { id?: string; children: ReactNode }) {
  return (
    <p id={id} className="flex items-start gap-1.5 text-xs text-danger-ink">
      <Icon name="stop" size={12} className="mt-[3px]" />
      <span>{children}</span>
    </p>
  )
}
