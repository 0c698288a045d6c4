import { useId } from 'react'
import { buttonLook, type ButtonSize, type ButtonVariant } from './button-look'
import { classNames } from './class-names'
import { Icon } from './icon'
import { type IconName } from './icon-paths'
import { Link, type LinkProps } from './link'

export interface LinkButtonProps extends LinkProps {
  variant?: ButtonVariant
  size?: ButtonSize
  icon?: IconName
  /** Why one cannot go there now; it then stays in the tab order and tells the sentence. */
  disabledReason?: string | null | undefined
  /** A file or another site: the browser goes there itself. */
  plain?: boolean
}

/** Goes somewhere, and looks like a button. */
export function LinkButton({ variant, size, icon, disabledReason, plain = false, className, children, href, replace, scroll, ...rest }: LinkButtonProps) {
  const reasonId = useId()
  const look = classNames(buttonLook(variant, size, { disabled: Boolean(disabledReason) }), className)
  const content = (
    <>
      {icon ? <Icon name={icon} size={14} /> : null}
      {children}
    </>
  )
  if (disabledReason) {
    return (
      <>
        <span role="link" aria-disabled="true" tabIndex={0} aria-describedby={reasonId} data-tip={disabledReason} className={look}>
          {content}
        </span>
        <span id={reasonId} hidden>
          {disabledReason}
        </span>
      </>
    )
  }
  if (plain) {
    return (
      <a {...rest} href={href} className={look}>
        {content}
      </a>
    )
  }
  return (
    <Link {...rest} href={href} replace={replace} scroll={scroll} className={look}>
      {content}
    </Link>
  )
}
