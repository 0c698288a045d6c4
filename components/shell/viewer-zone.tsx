'use client'

import { useRouter } from 'next/navigation'
import { useEffect } from 'react'
import { setPreference } from './set-preference'

/** Tells the server the viewer's time zone, once and after a journey; until then times are in UTC. */
export function ViewerZone({ zone }: { zone: string }) {
  const router = useRouter()
  useEffect(() => {
    const own = Intl.DateTimeFormat().resolvedOptions().timeZone
    // Told under this very name before and not taken: an unknown zone must not refresh for ever.
    if (own === zone || sessionStorage.getItem('zone-told') === own) return
    sessionStorage.setItem('zone-told', own)
    setPreference('zone', own)
    router.refresh()
  }, [zone, router])
  return null
}
