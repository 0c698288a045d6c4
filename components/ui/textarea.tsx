import { type Ref, type TextareaHTMLAttributes } from 'react'
import { classNames } from './class-names'

/** What grows with its content has no rows of its own: the least height is said apart. */
const LEAST = { 2: 'min-h-[calc(2lh+0.75rem)]', 3: 'min-h-[calc(3lh+0.75rem)]', 6: 'min-h-[calc(6lh+0.75rem)]' }

export interface TextareaProps extends Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, 'style'> {
  rows?: keyof typeof LEAST
  ref?: Ref<HTMLTextAreaElement>
}

/** Several lines of text; grows with what is typed where the browser can. */
export function Textarea({ className, rows = 3, ...rest }: TextareaProps) {
  return <textarea {...rest} rows={rows} className={classNames('control field-sizing-content max-h-80 resize-y', LEAST[rows], className)} />
}
