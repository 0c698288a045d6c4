import { type Ref, type SelectHTMLAttributes } from 'react'
import { classNames } from './class-names'

export interface SelectOption {
  value: string
  label: string
  disabled?: boolean
}

export interface SelectProps extends Omit<SelectHTMLAttributes<HTMLSelectElement>, 'style'> {
  ref?: Ref<HTMLSelectElement>
  /** Either options, or groups of them under a heading, or children of one's own. */
  options?: readonly SelectOption[]
  groups?: readonly { label: string; options: readonly SelectOption[] }[]
}

/** The browser's own select: works with every key, screen reader and phone. Where options need a reason, use RadioGroup. */
export function Select({ options = [], groups = [], className, children, ...rest }: SelectProps) {
  const draw = (option: SelectOption) => (
    <option key={option.value} value={option.value} disabled={option.disabled}>
      {option.label}
    </option>
  )
  return (
    <select {...rest} className={classNames('control', className)}>
      {children}
      {options.map(draw)}
      {groups.map((group) => (
        <optgroup key={group.label} label={group.label}>
          {group.options.map(draw)}
        </optgroup>
      ))}
    </select>
  )
}
