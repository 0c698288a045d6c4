import { afterAll, beforeAll, expect, it } from 'vitest'
import { closeDatabase, db } from '@/lib/db/client'
import { acceptInvitation } from '@/lib/sign-in/accept-invitation'
import { TEST_ORIGIN } from './caller-for'
import { storeInvitedCast } from './store-cast'
import { invitationToken, waitingLetters } from './waiting-letters'

beforeAll(storeInvitedCast)
afterAll(closeDatabase)

it('the demo begins with one open invitation, whose mail waits and whose link works', async () => {
  expect(await waitingLetters('noor@acme.example')).toMatchObject([{ name: 'invitation', inviterName: 'Olivia Okafor', tenantName: 'Acme', roles: ['Auditor'] }])
  expect(await db().invitation.count()).toBe(1)
  await acceptInvitation({ token: await invitationToken('noor@acme.example'), password: 'a long enough phrase 7 gulls' }, TEST_ORIGIN, null)
  expect(await db().administrator.findFirstOrThrow({ where: { emailKey: 'noor@acme.example' } })).toMatchObject({ status: 'active' })
})
