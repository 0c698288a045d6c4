'use client'

import { useSearchParams } from 'next/navigation'
import { type ReactNode } from 'react'
import { TabRow } from '@/components/ui/tab-links'
import { paths } from '@/lib/paths'

const LATER = ['settings', 'domains', 'roles', 'provider'] as const
type Part = 'overview' | (typeof LATER)[number]

const WORDS: Readonly<Record<Part, string>> = { overview: 'Overview', settings: 'Settings', domains: 'Domains', roles: 'Roles', provider: 'Provider’s form' }

/** What is not known is the first. */
function useCurrentPart(): Part {
  const asked = useSearchParams().get('part')
  return LATER.find((part) => part === asked) ?? 'overview'
}

interface ConnectionPartLinksProps {
  connectionId: string
  name: string
  domains: number
  lines: number
}

/** The tabs of an identity provider. All of them are on the page: what is typed in one is there when one comes back from another. */
export function ConnectionPartLinks({ connectionId, name, domains, lines }: ConnectionPartLinksProps) {
  const href = (part: Part) => (part === 'overview' ? paths.connection(connectionId) : paths.connectionPart(connectionId, part))
  const counts: Partial<Record<Part, string>> = { domains: String(domains), roles: String(lines) }
  return <TabRow inPlace label={name} current={href(useCurrentPart())} items={(['overview', ...LATER] as const).map((part) => ({ href: href(part), label: WORDS[part], ...(counts[part] ? { count: counts[part] } : {}) }))} />
}

/** What stands under one of them. */
export function ConnectionPart({ part, children }: { part: Part; children: ReactNode }) {
  return (
    <div hidden={useCurrentPart() !== part} className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-6">
      {children}
    </div>
  )
}
