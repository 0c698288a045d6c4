import { type Ref, type TextareaHTMLAttributes } from 'react'
import { classNames } from './class-names'

export interface TextareaProps extends Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, 'style'> {
  ref?: Ref<HTMLTextAreaElement>
}

/** Several lines of text; grows with what is typed where the browser can. */
export function Textarea({ className, rows = 3, ...rest }: TextareaProps) {
  return <textarea {...rest} rows={rows} className={classNames('control field-sizing-content max-h-80 resize-y', className)} />
}
