import { useId, type ChangeEventHandler, type ReactNode } from 'react'
import { Choice } from './choice'
import { classNames } from './class-names'
import { FieldError } from './field'

export interface RadioOption {
  value: string
  label: ReactNode
  description?: ReactNode
  /** Shown with the option; it cannot be chosen. */
  disabledReason?: string | null | undefined
}

export interface RadioGroupProps {
  legend: ReactNode
  /** The legend is read but not drawn, where a heading already says it. */
  hideLegend?: boolean
  name: string
  /** One list, or lists under headings (a family of roles). */
  options?: readonly RadioOption[]
  groups?: readonly { label: string; options: readonly RadioOption[] }[]
  value?: string
  defaultValue?: string
  onChange?: ChangeEventHandler<HTMLInputElement>
  help?: ReactNode
  error?: string | null | undefined
  /** Fixed id, for the link in a summary. */
  id?: string
  /** Side by side, for two or three short words. */
  row?: boolean
  /** The groups in two columns where there is room. */
  columns?: boolean
}

/** One of several, each with room for a line of explanation and for the reason why it is not open to you. */
export function RadioGroup({ legend, hideLegend = false, name, options = [], groups = [], value, defaultValue, onChange, help, error, id, row = false, columns = false }: RadioGroupProps) {
  const made = useId()
  const groupId = id ?? made
  const draw = (option: RadioOption) => (
    <Choice
      key={option.value}
      look="tick"
      type="radio"
      name={name}
      value={option.value}
      label={option.label}
      description={option.description}
      disabledReason={option.disabledReason}
      {...(value === undefined ? { defaultChecked: option.value === defaultValue } : { checked: option.value === value, onChange: onChange ?? (() => undefined) })}
      {...(value === undefined && onChange ? { onChange } : {})}
    />
  )
  return (
    <fieldset id={groupId} tabIndex={-1} className="grid min-w-0 gap-2" aria-describedby={[error && `${groupId}-error`, help && `${groupId}-help`].filter(Boolean).join(' ') || undefined}>
      <legend className={hideLegend ? 'sr-only' : 'mb-1.5 text-sm font-medium'}>{legend}</legend>
      {options.length > 0 ? <div className={classNames('gap-2', row ? 'flex flex-wrap gap-x-5' : 'grid')}>{options.map(draw)}</div> : null}
      <div className={columns ? 'grid gap-x-8 gap-y-4 sm:block sm:columns-2' : 'contents'}>
        {groups.map((group) => (
          <div key={group.label} role="group" aria-label={group.label} className={classNames('grid gap-2', columns && 'break-inside-avoid sm:mb-4')}>
            <p aria-hidden="true" className="pt-1 text-2xs font-medium tracking-wide text-ink-3 uppercase">
              {group.label}
            </p>
            {group.options.map(draw)}
          </div>
        ))}
      </div>
      {error ? <FieldError id={`${groupId}-error`}>{error}</FieldError> : null}
      {help ? (
        <p id={`${groupId}-help`} className="text-xs text-ink-3">
          {help}
        </p>
      ) : null}
    </fieldset>
  )
}
