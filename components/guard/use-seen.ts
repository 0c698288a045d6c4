import { useState } from 'react'
import { type Failure } from '@/lib/errors/app-error'

interface Shown { previewed: string }

/**
 * What a dialog states, and what its save carries: as it was given; after a save was refused because that is not so any more, as it is now,
 * until what is given is new as well.
 * @param failure of the action @param anew what is stated, once the preview of now is there
 */
export function useSeen<S extends Shown, P extends Shown>(given: S, failure: Failure | null, anew: (given: S, preview: P) => S): S {
  const [newer, setNewer] = useState<{ preview: P; over: string } | null>(null)
  const preview = failure?.details?.preview as P | undefined
  if (preview && preview.previewed !== newer?.preview.previewed) setNewer({ preview, over: given.previewed })
  return newer && newer.over === given.previewed ? anew(given, newer.preview) : given
}
