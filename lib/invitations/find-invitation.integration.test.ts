import { afterAll, beforeAll, expect, it } from 'vitest'
import { performableOf } from '@/lib/actions/define-action'
import { clear } from '@/lib/authz/cleared'
import { closeDatabase, db } from '@/lib/db/client'
import { acceptInvitation } from '@/lib/sign-in/accept-invitation'
import { askAgain } from '@/lib/sign-in/ask-again'
import { callerFor, TEST_ORIGIN } from '@/prisma/factories/caller-for'
import { signInAs } from '@/prisma/factories/sign-in-as'
import { storeCast } from '@/prisma/factories/store-cast'
import { invitationToken } from '@/prisma/factories/waiting-letters'
import { inviteAdministrator, resendInvitation, revokeInvitation } from './actions'
import { findInvitation } from './find-invitation'

const olivia = async () => callerFor('olivia@acme.example')
const seenBy = async (name: string, administratorId: string) => findInvitation(clear((await signInAs(`${name}@acme.example`)).facts.actor, 'administrator:read'), administratorId)
const invite = async (email: string, role: 'auditor' | 'client_admin' = 'auditor') =>
  performableOf(inviteAdministrator).perform(await olivia(), { email, givenName: 'Ada', familyName: 'Ågren', role, places: [] }, TEST_ORIGIN, false)

beforeAll(storeCast)
afterAll(closeDatabase)

it('says who invited, how often it was sent and whether the mail waits, left or was given up', async () => {
  const { administratorId } = await invite('ada@people.example')
  expect(await seenBy('sam', administratorId)).toMatchObject({ open: true, email: 'ada@people.example', inviterName: 'Olivia Okafor', sentCount: 1, askedAgainAt: null, mail: { state: 'waiting' }, resendRefusal: null, revokeRefusal: null })
  await db().job.updateMany({ where: { administratorId }, data: { state: 'done', sealed: null, finishedAt: new Date() } })
  expect((await seenBy('sam', administratorId))!.mail).toEqual({ state: 'sent', leavesAt: null })
  await db().job.updateMany({ where: { administratorId }, data: { state: 'abandoned', sealed: null } })
  expect((await seenBy('sam', administratorId))!.mail.state).toBe('lost')
  await performableOf(resendInvitation).perform(await olivia(), { administratorId }, TEST_ORIGIN, false)
  await db().job.updateMany({ where: { administratorId, state: 'queued' }, data: { state: 'done', sealed: null, finishedAt: new Date() } })
  expect(await seenBy('sam', administratorId)).toMatchObject({ sentCount: 2, mail: { state: 'sent' } })
})

it('says why one may not do anything about it, in the words of the function that decides', async () => {
  const { administratorId } = await invite('bo@people.example', 'client_admin')
  const seen = (await seenBy('sam', administratorId))!
  expect(seen.resendRefusal).toContain('Only a Client Owner or Client Admin may grant, change or revoke Client Admin')
  expect(seen.revokeRefusal).toBe(seen.resendRefusal)
  expect(seen.asked).toMatchObject({ permission: 'administrator:invite', role: 'client_admin' })
  expect((await seenBy('audrey', administratorId))!.resendRefusal).toContain('To invite administrators you need a role')
})

it('tells that its holder asked for a new link, until one is sent', async () => {
  const { administratorId } = await invite('cy@people.example')
  await askAgain({ token: await invitationToken('cy@people.example'), origin: TEST_ORIGIN })
  expect((await seenBy('olivia', administratorId))!.askedAgainAt).toEqual(expect.any(Number))
  await performableOf(resendInvitation).perform(await olivia(), { administratorId }, TEST_ORIGIN, false)
  expect((await seenBy('olivia', administratorId))!.askedAgainAt).toBeNull()
})

it('is gone once they activated, and not there where nothing was ever sent', async () => {
  const { administratorId } = await invite('di@people.example')
  await acceptInvitation({ token: await invitationToken('di@people.example'), password: 'a long enough phrase 7 gulls' }, TEST_ORIGIN, null)
  expect(await seenBy('olivia', administratorId)).toBeNull()
  const noor = await db().administrator.findFirstOrThrow({ where: { emailKey: 'noor@acme.example' } })
  expect(await seenBy('olivia', noor.id)).toBeNull()
  await performableOf(resendInvitation).perform(await olivia(), { administratorId: noor.id }, TEST_ORIGIN, false)
  await performableOf(revokeInvitation).perform(await olivia(), { administratorId: noor.id }, TEST_ORIGIN, false)
  expect(await seenBy('olivia', noor.id)).toMatchObject({ open: false, resendRefusal: null, revokeRefusal: 'There is no open invitation to this person.' })
})
