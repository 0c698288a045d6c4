'use client'
// In the browser's part like every drawing: what the server streams may be cut inside any element, and React hides a cut piece
// of a drawing by a style attribute, which the content security policy refuses.

import { type ReactNode } from 'react'
import { classNames } from './class-names'
import { type Tone } from './status'

const ink: Record<Tone, string> = { neutral: 'text-ink-2', info: 'text-accent-ink', good: 'text-good-ink', warn: 'text-warn-ink', danger: 'text-danger-ink' }
// Each tone has a shape of its own: full, ring, half, triangle, cross. Grey print and colour-blind eyes tell them apart.
const shape: Record<Tone, ReactNode> = {
  good: <circle cx="5" cy="5" r="3.5" fill="currentColor" />,
  neutral: <circle cx="5" cy="5" r="3" fill="none" stroke="currentColor" strokeWidth="1.25" />,
  info: (
    <>
      <circle cx="5" cy="5" r="3" fill="none" stroke="currentColor" strokeWidth="1.25" />
      <path d="M5 2a3 3 0 0 1 0 6z" fill="currentColor" />
    </>
  ),
  warn: <path d="M5 1.25 9 8.5H1z" fill="currentColor" />,
  danger: <path d="m2 2 6 6m0-6L2 8" fill="none" stroke="currentColor" strokeWidth="1.75" strokeLinecap="round" />,
}

/** The mark of a state: colour and shape say the same. */
export function StatusShape({ tone }: { tone: Tone }) {
  return (
    <svg aria-hidden="true" viewBox="0 0 10 10" width="10" height="10" className={classNames('shrink-0', ink[tone])}>
      {shape[tone]}
    </svg>
  )
}
