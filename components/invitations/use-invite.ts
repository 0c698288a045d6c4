'use client'

import { useRouter } from 'next/navigation'
import { useRef, useState } from 'react'
import { NOT_CONFIRMED, useAction } from '@/lib/actions/use-action'
import type { RoleKey } from '@/lib/authz/policy'
import type { Failure } from '@/lib/errors/app-error'
import { inviteAdministrator, inviteList } from '@/lib/invitations/actions'
import { paths } from '@/lib/paths'
import { accessOf, recipientsOf, type InviteDraft, type Recipient } from './invite-draft'
import { missingIn, rowErrors, type InviteErrors } from './invite-problems'
import { sendList } from './send-invitations'

export interface Invited { email: string; administratorId: string; sendAt: number; leavesLater: boolean }

/** Sends what the form holds: one invitation, with its answer here; several as a list, with a page of its own. */
export function useInvite(placeByPlace: RoleKey) {
  const router = useRouter()
  const one = useAction(inviteAdministrator)
  const list = useAction(inviteList)
  const [errors, setErrors] = useState<InviteErrors>({})
  const [failure, setFailure] = useState<Failure | null>(null)
  const [invited, setInvited] = useState<Invited | null>(null)
  const [sent, setSent] = useState<number | null>(null)
  // The same list as long as the same people are in it: what came through before counts once.
  const running = useRef({ text: '', id: '' })

  const fail = (stopped: Failure, draft: InviteDraft) => {
    setFailure(stopped.reason === NOT_CONFIRMED ? null : stopped)
    setErrors(rowErrors(stopped.fields, draft))
    return false
  }
  const sendOne = async (draft: InviteDraft, person: Recipient) => {
    const result = await one.run({ ...person, ...accessOf(draft, placeByPlace) })
    if (!result.ok) return fail(result.error, draft)
    setInvited({ email: person.email.trim(), ...result.data })
    return true
  }
  const sendMany = async (draft: InviteDraft, people: Recipient[]) => {
    const access = accessOf(draft, placeByPlace)
    const text = JSON.stringify([people, access])
    if (running.current.text !== text) running.current = { text, id: crypto.randomUUID() }
    setSent(0)
    const stopped = await sendList({ send: list.run, access, listId: running.current.id, people, onSent: setSent })
    if (!stopped) return router.push(paths.inviteList(running.current.id)), true
    setSent(null)
    return fail(stopped, draft)
  }
  /** @returns whether everything was sent */
  const invite = async (draft: InviteDraft): Promise<boolean> => {
    const missing = missingIn(draft, placeByPlace)
    setFailure(null)
    setErrors(missing)
    if (Object.keys(missing).length > 0) return false
    const people = recipientsOf(draft)
    // One person by hand has a name; of a list, a line without one is taken too.
    return people.length === 1 && people[0]!.givenName && people[0]!.familyName ? sendOne(draft, people[0]!) : sendMany(draft, people)
  }
  const again = () => {
    setInvited(null)
    setFailure(null)
    setErrors({})
  }
  return { invite, again, errors, failure, invited, sent, pending: one.pending || list.pending || sent !== null }
}
