/** A key on the keyboard. */
export function Kbd({ children }: { children: string }) {
  return <kbd className="inline-grid h-[1.125rem] min-w-[1.125rem] place-items-center rounded-sm border bg-sunken px-1 font-sans text-2xs text-ink-3">{children}</kbd>
}
