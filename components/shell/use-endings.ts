'use client'

import { useCallback, useEffect, useRef, useState } from 'react'
import { BACKGROUND_HEADER } from '@/lib/authn/background'
import { paths } from '@/lib/paths'
import { type EndedView } from '@/lib/pim/own-view'
import { lookAgain } from './look-again'
import { type Power } from './powers-in-force'
import { noteServerTime, serverTime } from './server-clock'

/** How long before its end one is warned. */
const WARNING_MS = 5 * 60_000
const SECOND = 1000

type Activated = Power & { activation: NonNullable<Power['activation']> }

/** A role that was active in this tab and is not any more. `what`: once the server has said what happened. */
export interface Ended {
  id: string
  power: Activated
  what: EndedView | null
}

const isActivated = (power: Power): power is Activated => power.activation !== undefined

/**
 * Follows activations to their end: what is still in force by the server's clock, what ends soon, and what became of those that ended while
 * this tab was open.
 * @param given as the server drew it @param now the request's clock
 */
export function useEndings(given: readonly Power[], now: number) {
  const [ticked, setTime] = useState(now)
  const [ended, setEnded] = useState<readonly Ended[]>([])
  const [dismissed, setDismissed] = useState<ReadonlySet<string>>(new Set())
  const followed = useRef(new Map<string, Activated>())

  // Every second while something runs out; at once when somebody looks at the page again.
  const activated = given.filter(isActivated)
  const soonest = activated.length > 0 ? Math.min(...activated.map(({ activation }) => activation.endsAt)) : null
  useEffect(() => {
    noteServerTime(now)
    if (soonest === null) return
    const tick = () => setTime(serverTime())
    const every = setInterval(tick, SECOND)
    const at = soonest - serverTime()
    const end = at > 0 && at < 86_400_000 ? setTimeout(tick, at) : undefined
    document.addEventListener('visibilitychange', tick)
    return () => {
      clearInterval(every)
      clearTimeout(end)
      document.removeEventListener('visibilitychange', tick)
    }
  }, [soonest, now])

  const time = Math.max(ticked, now)
  // Compared by what is held, not by when it was drawn.
  const running = activated.filter(({ activation }) => time < activation.endsAt)
  const held = JSON.stringify(running)
  useEffect(() => {
    const still = new Map((JSON.parse(held) as Activated[]).map((power) => [power.key, power]))
    const gone = [...followed.current.values()].filter(({ key }) => !still.has(key))
    followed.current = still
    for (const power of gone) {
      const { id } = power.activation
      void askEnding(id).then((what) => (what === 'runs' ? undefined : setEnded((before) => [...before.filter((one) => one.power.key !== power.key), { id, power, what }])))
    }
    if (gone.length > 0) lookAgain()
  }, [held])

  const dismiss = useCallback((id: string) => {
    setDismissed((before) => new Set([...before, id]))
    setEnded((before) => before.filter((one) => one.id !== id))
  }, [])
  const powers = given.filter((power) => !power.activation || time < power.activation.endsAt)
  const ending = powers.filter(isActivated).filter(({ activation }) => activation.endsAt - time <= WARNING_MS && !dismissed.has(activation.id))
  return { powers, time, ending, ended: ended.filter(({ power }) => !running.some(({ key }) => key === power.key)), dismiss }
}

/** @returns what became of it; 'runs' when it is not over, and the role is not in force for another reason; null when nobody can say */
async function askEnding(id: string): Promise<EndedView | 'runs' | null> {
  try {
    const response = await fetch(paths.api.pimActivation(id), { cache: 'no-store', headers: { [BACKGROUND_HEADER]: '1' } })
    if (!response.ok) return null
    return ((await response.json()) as { ended: EndedView | null }).ended ?? 'runs'
  } catch {
    return null
  }
}
