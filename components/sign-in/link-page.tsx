'use client'

import { startTransition, useEffect, useState, useSyncExternalStore, type ReactNode } from 'react'
import { Button } from '@/components/ui/button'
import { Skeleton } from '@/components/ui/skeleton'
import type { PublicState } from '@/lib/actions/result'
import type { Failure } from '@/lib/errors/app-error'
import { PublicFailure } from './public-failure'
import { PublicPanel } from './public-panel'

interface LinkPageProps<V> {
  title: string
  /** Looks at the link; changes nothing, since mail scanners open links too. */
  view: (previous: PublicState<V>, form: FormData) => Promise<PublicState<V>>
  /** What the link is for, once it is known to work. */
  children: (view: V, token: string) => ReactNode
  /** What one can do instead, where the link does not work. */
  instead: (failure: Failure, token: string) => ReactNode
}

const UNREACHABLE: Failure = { code: 'busy', sentence: 'The server did not answer. The link still works; try again.' }

/** A page behind a mailed link. The token is in the fragment, which only this browser sees; it leaves it in the body of a POST. */
export function LinkPage<V>({ title, view, children, instead }: LinkPageProps<V>) {
  const token = useSyncExternalStore(onHashChange, readToken, () => null)
  const [looked, setLooked] = useState<{ token: string; state: PublicState<V> } | null>(null)
  const [round, setRound] = useState(0)
  useEffect(() => {
    if (token === null) return
    let gone = false
    const form = new FormData()
    form.set('token', token)
    startTransition(async () => {
      const state = await view({}, form).catch((): PublicState<V> => ({ failure: UNREACHABLE }))
      if (!gone) startTransition(() => setLooked({ token, state }))
    })
    return () => {
      gone = true
    }
  }, [token, view, round])

  const state = looked?.token === token ? looked?.state : undefined
  if (token === null || !state) return <Looking title={title} />
  if (state.data !== undefined && !state.failure) return children(state.data, token)
  const failure = state.failure ?? UNREACHABLE
  const usable = failure.code !== 'link_unusable'
  return (
    <PublicPanel title={usable ? title : 'This link does not work'} description={usable ? undefined : failure.sentence}>
      {usable ? <PublicFailure failure={failure} /> : null}
      {usable ? <Button variant="primary" onClick={() => setRound(round + 1)}>Try again</Button> : instead(failure, token)}
    </PublicPanel>
  )
}

function Looking({ title }: { title: string }) {
  return (
    <PublicPanel title={title}>
      <noscript>
        <p className="text-base text-ink-2">This page needs JavaScript: the secret of your link stays in your browser and is not part of the address that is asked for. Switch it on, or open the link in another browser.</p>
      </noscript>
      <div role="status" className="grid gap-3 noscript:hidden">
        <span className="sr-only">Looking at your link</span>
        <Skeleton className="h-4 w-4/5" />
        <Skeleton className="h-8 w-full" />
        <Skeleton className="h-8 w-full" />
      </div>
    </PublicPanel>
  )
}

function onHashChange(changed: () => void): () => void {
  window.addEventListener('hashchange', changed)
  return () => window.removeEventListener('hashchange', changed)
}

const readToken = () => window.location.hash.slice(1)
