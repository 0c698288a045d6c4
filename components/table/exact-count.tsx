'use client'

import { useState } from 'react'
import { countOf, formatCount, formatNumber } from '@/lib/format/count'

export interface ExactCountProps {
  count: number
  exact: boolean
  one: string
  many?: string
  /** GET address that answers `{ "count": number }` for the same filter. */
  exactUrl?: string
}

/** "37 administrators", or "1,000+ administrators" with the exact number on demand, since counting a million rows takes a moment. */
export function ExactCount({ count, exact, one, many = `${one}s`, exactUrl }: ExactCountProps) {
  // Kept with the address it was counted for: another filter starts over.
  const [answer, setAnswer] = useState<{ url: string; count: number | null } | null>(null)
  const [asking, setAsking] = useState(false)
  const known = answer?.url === exactUrl ? answer : null

  const ask = async (url: string) => {
    setAsking(true)
    const response = await fetch(url, { headers: { accept: 'application/json' } }).catch(() => null)
    const body: unknown = response?.ok ? await response.json().catch(() => null) : null
    const found = typeof body === 'object' && body !== null && 'count' in body && typeof body.count === 'number' ? body.count : null
    setAnswer({ url, count: found })
    setAsking(false)
  }

  if (exact) return <span role="status">{countOf(count, one, many)}</span>
  return (
    <span role="status">
      {known?.count != null ? countOf(known.count, one, many) : `${formatCount(count, false)} ${many}`}
      {exactUrl && known?.count == null ? (
        <button type="button" aria-disabled={asking || undefined} onClick={asking ? undefined : () => void ask(exactUrl)} className="ml-1 rounded-sm px-1 text-accent-ink underline decoration-accent-ink/40 underline-offset-2 hover:decoration-accent-ink">
          {asking ? 'Counting…' : known ? `More than ${formatNumber(count)}; counting failed, try again` : 'Count exactly'}
        </button>
      ) : null}
    </span>
  )
}
