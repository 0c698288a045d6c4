import { classNames } from './class-names'

/** A person or place by initials. Drawn only: the name stands beside it. */
export function Avatar({ initials, size = 'md', square = false }: { initials: string; size?: 'sm' | 'md' | 'lg'; /** For places. */ square?: boolean }) {
  const sizes = { sm: 'size-5 text-[0.5625rem]', md: 'size-7 text-2xs', lg: 'size-10 text-sm' }
  return (
    <span aria-hidden="true" className={classNames('inline-grid shrink-0 place-items-center overflow-hidden border bg-sunken font-medium text-ink-2 select-none', square ? 'rounded-md' : 'rounded-full', sizes[size])}>
      {initials}
    </span>
  )
}
