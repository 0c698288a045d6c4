import { type NavigationItem } from '@/components/shell/navigation'
import { Icon } from '@/components/ui/icon'
import { Link } from '@/components/ui/link'

/** The areas one may enter now, with what is there. What one may never enter is not listed. */
export function OpenSections({ items }: { items: readonly NavigationItem[] }) {
  return (
    <section aria-labelledby="open-sections">
      <h2 id="open-sections" className="pb-2 text-base font-semibold">
        Where you can go
      </h2>
      <ul className="grid gap-3 sm:grid-cols-2">
        {items.map((item) => (
          <li key={item.href} className="grid">
            <Link href={item.href} className="flex items-start gap-3 rounded-lg border bg-canvas px-4 py-3 hover:border-line-strong hover:bg-row-hover">
              <Icon name={item.icon} className="mt-0.5 shrink-0 text-ink-3" />
              <span className="min-w-0">
                <span className="block font-medium">{item.label}</span>
                {item.line ? <span className="block text-ink-3">{item.line}</span> : null}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  )
}
