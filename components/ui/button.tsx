import { useId, type ButtonHTMLAttributes } from 'react'
import { buttonLook, type ButtonSize, type ButtonVariant } from './button-look'
import { classNames } from './class-names'
import { Icon } from './icon'
import { type IconName } from './icon-paths'
import { Spinner } from './spinner'

export interface ButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'disabled' | 'style'> {
  variant?: ButtonVariant
  size?: ButtonSize
  icon?: IconName
  /** Under way: keeps its width and focus, shows a spinner, does nothing when pressed again. */
  pending?: boolean
  /** Why it cannot be pressed now. It stays focusable and tells the sentence on hover, focus and to a screen reader. */
  disabledReason?: string | null | undefined
}

/** A button. Its words are a verb. There is no `disabled`: whoever takes a control away says why. */
export function Button({ variant = 'secondary', size = 'md', icon, pending = false, disabledReason, type = 'button', className, children, onClick, ...rest }: ButtonProps) {
  const reasonId = useId()
  const resting = pending || Boolean(disabledReason)
  return (
    <>
      <button
        {...rest}
        type={resting ? 'button' : type}
        className={classNames(buttonLook(variant, size, { disabled: Boolean(disabledReason) }), className)}
        aria-disabled={resting || undefined}
        aria-busy={pending || undefined}
        aria-describedby={disabledReason ? reasonId : rest['aria-describedby']}
        data-tip={disabledReason || undefined}
        onClick={resting ? undefined : onClick}
      >
        {pending ? <Spinner /> : icon ? <Icon name={icon} size={14} /> : null}
        {children}
      </button>
      {disabledReason ? (
        <span id={reasonId} hidden>
          {disabledReason}
        </span>
      ) : null}
    </>
  )
}
