import { type InputHTMLAttributes, type Ref } from 'react'
import { classNames } from './class-names'

export interface InputProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'style'> {
  ref?: Ref<HTMLInputElement>
  /** For codes, addresses of machines and what else is compared letter by letter. */
  mono?: boolean
}

/** One line of text. Its name comes from Field or Label. */
export function Input({ mono = false, className, ...rest }: InputProps) {
  return <input {...rest} className={classNames('control', mono && 'font-mono', className)} />
}
