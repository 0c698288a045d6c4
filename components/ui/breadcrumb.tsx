import { Icon } from './icon'
import { Link } from './link'

/** The way back up. The page itself is the title under it and not repeated here. */
export function Breadcrumb({ items }: { items: readonly { label: string; href: string }[] }) {
  return (
    <nav aria-label="Breadcrumb" className="mb-1.5">
      <ol className="flex flex-wrap items-center gap-1 text-xs text-ink-3">
        {items.map((item, index) => (
          <li key={item.href} className="flex min-w-0 items-center gap-1">
            {index > 0 ? <Icon name="chevron-right" size={12} /> : null}
            <Link href={item.href} className="truncate rounded-sm hover:text-ink hover:underline">
              {item.label}
            </Link>
          </li>
        ))}
      </ol>
    </nav>
  )
}
