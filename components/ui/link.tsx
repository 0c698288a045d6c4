'use client'

import NextLink, { useLinkStatus } from 'next/link'
import { useState, type AnchorHTMLAttributes } from 'react'
import { useGoing } from './use-going'

export interface LinkProps extends Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'href' | 'style'> {
  href: string
  /** Replaces the entry in the history: for filters and sorts, so that Back leaves the list. */
  replace?: boolean
  /** Stays where the page is scrolled to. */
  scroll?: boolean
}

/** A link inside the console. It is fetched ahead when the pointer or focus comes near, not when it merely scrolls into view. */
export function Link({ href, onPointerEnter, onFocus, children, ...rest }: LinkProps) {
  const [near, setNear] = useState(false)
  return (
    <NextLink
      {...rest}
      href={href}
      prefetch={near ? null : false}
      onPointerEnter={(event) => {
        setNear(true)
        onPointerEnter?.(event)
      }}
      onFocus={(event) => {
        setNear(true)
        onFocus?.(event)
      }}
    >
      {children}
      {near ? <Going /> : null}
    </NextLink>
  )
}

/** One follows only a link that one came near, so that the others need not watch. */
function Going() {
  useGoing(useLinkStatus().pending)
  return null
}
