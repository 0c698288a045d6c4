import { classNames } from './class-names'

/** Stands where text will be, with its height. The region around it carries aria-busy and the words. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden="true" className={classNames('block h-3 animate-breathe rounded-sm bg-line', className)} />
}
