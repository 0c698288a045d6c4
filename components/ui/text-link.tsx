import { classNames } from './class-names'
import { Link, type LinkProps } from './link'

/** A link in running text: coloured and underlined, since colour alone is not enough. */
export function TextLink({ className, ...rest }: LinkProps) {
  return <Link {...rest} className={classNames('rounded-sm text-accent-ink underline decoration-accent-ink/40 underline-offset-2 hover:decoration-accent-ink', className)} />
}
