'use client'
// Not cut when the server streams a page (ui/status-shape.tsx says why).

/** The house's sign: a gate between two merlons. */
export function Mark({ size = 20 }: { size?: 20 | 28 }) {
  return (
    <svg aria-hidden="true" viewBox="0 0 32 32" width={size} height={size} className="shrink-0">
      <rect width="32" height="32" rx="7" className="fill-accent" />
      <path d="M8 7h4v3.5h2V7h4v3.5h2V7h4v7.5l-2 2V25h-4.5v-4.5a1.5 1.5 0 0 0-3 0V25H10v-8.5l-2-2z" className="fill-on-accent" />
    </svg>
  )
}
