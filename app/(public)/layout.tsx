import { TipLayer } from '@/components/ui/tip-layer'
import { Mark } from '@/components/shell/mark'

/** Before there is an actor: one column, almost no script, works without any. */
export default function PublicLayout({ children }: { children: React.ReactNode }) {
  return (
    <div className="grid min-h-dvh grid-rows-[auto_1fr_auto] bg-sunken">
      <header className="flex items-center gap-2 p-4 text-sm font-semibold tracking-tight sm:p-5">
        <Mark />
        Castellan
      </header>
      <main className="mx-auto w-full max-w-md self-start p-4 sm:pt-[12vh]">{children}</main>
      <TipLayer />
    </div>
  )
}
