import { type IconName } from '@/components/ui/icon-paths'

export interface NavigationItem {
  href: string
  label: string
  icon: IconName
  /** What is there, in one line, where there is room for it. */
  line?: string
  /** What of it may wait for the one who is signed in: counted beside it, as it changes. */
  waiting?: 'approvals'
  /** Why one may not go there now. What one may never enter is left out instead. */
  disabledReason?: string | null | undefined
}

export interface NavigationSection {
  heading?: string
  items: readonly NavigationItem[]
}

/** @returns the item whose page, or a page under it, is shown; the longest address wins */
export function currentItem(sections: readonly NavigationSection[], path: string): NavigationItem | undefined {
  return sections
    .flatMap((section) => section.items)
    .filter((item) => path === item.href || (item.href !== '/' && path.startsWith(`${item.href}/`)))
    .sort((a, b) => b.href.length - a.href.length)[0]
}
