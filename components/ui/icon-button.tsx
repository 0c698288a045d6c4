import { useId } from 'react'
import { type ButtonProps } from './button'
import { buttonLook } from './button-look'
import { classNames } from './class-names'
import { Icon } from './icon'
import { type IconName } from './icon-paths'
import { Spinner } from './spinner'

export interface IconButtonProps extends Omit<ButtonProps, 'children' | 'icon' | 'aria-label'> {
  icon: IconName
  /** Its name: read aloud, and shown on hover and focus. A verb with its object ("Remove filter Status"). */
  label: string
}

/** A button that shows only a drawing. */
export function IconButton({ icon, label, variant = 'ghost', size = 'md', pending = false, disabledReason, type = 'button', className, onClick, ...rest }: IconButtonProps) {
  const reasonId = useId()
  const resting = pending || Boolean(disabledReason)
  return (
    <>
      <button
        {...rest}
        type={resting ? 'button' : type}
        aria-label={label}
        className={classNames(buttonLook(variant, size, { square: true, disabled: Boolean(disabledReason) }), className)}
        aria-disabled={resting || undefined}
        aria-busy={pending || undefined}
        aria-describedby={disabledReason ? reasonId : rest['aria-describedby']}
        data-tip={disabledReason || label}
        onClick={resting ? undefined : onClick}
      >
        {pending ? <Spinner /> : <Icon name={icon} />}
      </button>
      {disabledReason ? (
        <span id={reasonId} hidden>
          {disabledReason}
        </span>
      ) : null}
    </>
  )
}
