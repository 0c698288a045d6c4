'use client'
// Not cut when the server streams a page (status-shape.tsx says why).

/** Turns while something is under way. Says nothing by itself: the control or live region beside it does. */
export function Spinner({ size = 14 }: { size?: 14 | 16 | 20 }) {
  return (
    <svg aria-hidden="true" viewBox="0 0 16 16" width={size} height={size} fill="none" stroke="currentColor" strokeWidth="2" className="shrink-0 animate-spin">
      <circle cx="8" cy="8" r="6" className="opacity-25" />
      <path d="M8 2a6 6 0 0 1 6 6" strokeLinecap="round" />
    </svg>
  )
}
