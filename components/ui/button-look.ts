import { classNames } from './class-names'

export type ButtonVariant = 'primary' | 'secondary' | 'ghost' | 'danger'
export type ButtonSize = 'sm' | 'md'

const base =
  'inline-flex items-center justify-center gap-1.5 rounded-md border font-medium whitespace-nowrap select-none transition-colors duration-100 aria-disabled:cursor-default'
const variants: Record<ButtonVariant, string> = {
  primary: 'border-transparent bg-accent text-on-accent not-aria-disabled:hover:bg-accent-hover',
  secondary: 'border-line-strong/45 bg-canvas text-ink not-aria-disabled:hover:bg-hover',
  ghost: 'border-transparent text-ink-2 not-aria-disabled:hover:bg-hover not-aria-disabled:hover:text-ink aria-expanded:bg-hover aria-expanded:text-ink',
  danger: 'border-transparent bg-danger text-on-accent not-aria-disabled:hover:bg-danger-hover',
}
// A control that cannot be used now looks the same in every variant; it keeps enough contrast to be read.
const resting = 'border-line bg-sunken text-ink-3'
const sizes: Record<ButtonSize, string> = { sm: 'h-7 px-2 text-xs coarse:h-9', md: 'h-8 px-3 text-sm coarse:h-10' }
const squares: Record<ButtonSize, string> = { sm: 'size-7 coarse:size-9', md: 'size-8 coarse:size-10' }

/** The classes of a button, for what must look like one: links, summaries, popover triggers. */
export function buttonLook(variant: ButtonVariant = 'secondary', size: ButtonSize = 'md', { square = false, disabled = false } = {}): string {
  return classNames(base, disabled ? (variant === 'ghost' ? 'border-transparent text-ink-3' : resting) : variants[variant], square ? squares[size] : sizes[size])
}
