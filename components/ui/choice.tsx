import { useId, type InputHTMLAttributes, type ReactNode, type Ref } from 'react'
import { classNames } from './class-names'
import { Icon } from './icon'

export interface ChoiceProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'style' | 'type' | 'disabled' | 'children'> {
  ref?: Ref<HTMLInputElement>
  label: ReactNode
  /** One line under the label. */
  description?: ReactNode
  /** Why it cannot be chosen; shown under the label. */
  disabledReason?: string | null | undefined
}

/** A native box, dot or switch with its words beside it. Checkbox, Radio and Switch are this with a look. */
export function Choice({ look, type, label, description, disabledReason, className, id, ...rest }: ChoiceProps & { look: 'tick' | 'switch'; type: 'checkbox' | 'radio' }) {
  const made = useId()
  const controlId = id ?? made
  const textId = `${controlId}-text`
  return (
    <div className={classNames('flex items-start gap-2.5', className)}>
      <input {...rest} id={controlId} type={type} role={look === 'switch' ? 'switch' : undefined} className={classNames(look, 'mt-0.5')} disabled={Boolean(disabledReason)} aria-describedby={description || disabledReason ? textId : undefined} />
      <div className="min-w-0">
        <label htmlFor={controlId} className={classNames('block text-sm', disabledReason ? 'text-ink-3' : 'cursor-pointer text-ink')}>
          {label}
        </label>
        {description || disabledReason ? (
          <div id={textId} className="text-xs text-ink-3">
            {description ? <p>{description}</p> : null}
            {disabledReason ? (
              <p className="flex items-start gap-1">
                <Icon name="lock" size={12} className="mt-0.5" />
                {disabledReason}
              </p>
            ) : null}
          </div>
        ) : null}
      </div>
    </div>
  )
}
