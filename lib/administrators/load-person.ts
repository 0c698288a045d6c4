import 'server-only'
import type { Actor } from '@/lib/authz/grants'
import type { Tx } from '@/lib/db/client'
import { getPersonForChange, type PersonRecord } from './data'
import { refuseStaleVersion } from './refuse-stale-version'

export interface LoadedPerson {
  person: PersonRecord['person']
  id: string
  /** The record, once it is sure that the screen showed it as it is. @throws AppError conflict with what stands there now */
  current: (version: number | undefined) => PersonRecord
}

interface Loading { input: { administratorId: string }; tx: Tx; actor: Actor; now: number }

/** `load` of the actions about another person. @throws AppError not_found out of reach */
export async function loadPerson({ input, tx, actor, now }: Loading): Promise<PersonRecord> {
  return getPersonForChange(tx, actor, input.administratorId, now)
}

/** `load` of the actions that carry the version they saw: a stale one is refused only after the permission was (nothing leaks). */
export async function loadPersonForChange({ input, tx, actor, now }: Loading): Promise<LoadedPerson> {
  const found = await getPersonForChange(tx, actor, input.administratorId, now)
  const { givenName, familyName, status, email } = found
  return {
    person: found.person,
    id: found.id,
    current: (version) => {
      refuseStaleVersion(version, found.version, { givenName, familyName, status, email })
      return found
    },
  }
}
