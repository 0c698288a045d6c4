'use server'

import { redirect } from 'next/navigation'
import { definePublicAction } from '@/lib/actions/define-public-action'
import { confirmAddress, undoAddress, viewAddressChange as readAddressChange, type AddressChangeView } from '@/lib/account/finish-address-change'
import { currentSession } from '@/lib/authn/current-session'
import { safeRedirect } from '@/lib/authn/safe-redirect'
import { dropSessionCookie, giveSessionCookie, sentSessionToken } from '@/lib/authn/session-cookie'
import { paths } from '@/lib/paths'
import { acceptInvitation } from './accept-invitation'
import { askAgain } from './ask-again'
import { requestReset } from './request-reset'
import { resetPassword } from './reset-password'
import { ActivateInput, ForgotInput, IdentifyInput, LinkInput, ResetInput, SignInInput, SignOutInput } from './schema'
import { signIn as signInWithPassword } from './sign-in'
import { signOut as endSignIn } from './sign-out'
import { viewInvitation as readInvitation, viewReset as readReset, type InvitationView, type ResetView } from './view-invitation'

/** The first step asks nobody anything: the next page depends on what was typed, never on whether somebody has it. */
export const identify = definePublicAction({
  name: 'public:identify',
  input: IdentifyInput,
  keep: ['email'],
  run: (_given, { email }) => Promise.resolve({ values: { email: email.shown }, done: 'identified' }),
})

export const signIn = definePublicAction({
  name: 'public:sign-in',
  input: SignInInput,
  keep: ['email'],
  run: async ({ origin }, { tenant, email, password, next }) => {
    const { token, facts } = await signInWithPassword({ tenantSlug: tenant, email, password, origin, replaces: await sentSessionToken() })
    await giveSessionCookie(token)
    return redirect(facts.owes ? paths.newPassword(safeRedirect(next)) : safeRedirect(next))
  },
})

/** Of whatever session there is; a browser whose session has ended already is simply shown the way in. */
export const signOut = definePublicAction({
  name: 'public:sign-out',
  input: SignOutInput,
  run: async ({ origin }) => {
    // A database that is away keeps nobody here.
    const facts = await currentSession(false).catch(() => null)
    if (facts) await endSignIn(facts, origin)
    await dropSessionCookie()
    return redirect(paths.signedOut(facts?.tenant.slug))
  },
})

export const forgotPassword = definePublicAction({
  name: 'public:forgot-password',
  input: ForgotInput,
  keep: ['email'],
  run: async ({ origin }, { tenant, email }) => {
    await requestReset({ tenantSlug: tenant, email, origin })
    return { values: { email: email.shown }, done: 'asked' }
  },
})

export const viewReset = definePublicAction<typeof LinkInput, ResetView>({
  name: 'public:view-reset',
  input: LinkInput,
  run: async (_given, { token }) => ({ data: await readReset(token) }),
})

export const setPassword = definePublicAction({
  name: 'public:reset-password',
  input: ResetInput,
  run: async ({ origin }, input) => {
    const { tenantSlug } = await resetPassword({ ...input, origin })
    return { done: tenantSlug }
  },
})

export const viewInvitation = definePublicAction<typeof LinkInput, InvitationView>({
  name: 'public:view-invitation',
  input: LinkInput,
  run: async (_given, { token }) => ({ data: await readInvitation(token) }),
})

export const activate = definePublicAction({
  name: 'public:activate',
  input: ActivateInput,
  keep: ['givenName', 'familyName'],
  run: async ({ origin }, input) => {
    const here = await currentSession(false)
    const { token } = await acceptInvitation(input, origin, here?.person.email ?? null)
    await giveSessionCookie(token)
    return redirect(paths.home)
  },
})

export const askForInvitation = definePublicAction({
  name: 'public:ask-for-invitation',
  input: LinkInput,
  run: async ({ origin }, { token }) => {
    await askAgain({ token, origin })
    return { done: 'asked' }
  },
})

export const viewNewAddress = definePublicAction<typeof LinkInput, AddressChangeView>({
  name: 'public:view-new-address',
  input: LinkInput,
  run: async (_given, { token }) => ({ data: await readAddressChange('address_change', token) }),
})

export const viewOldAddress = definePublicAction<typeof LinkInput, AddressChangeView>({
  name: 'public:view-old-address',
  input: LinkInput,
  run: async (_given, { token }) => ({ data: await readAddressChange('address_undo', token) }),
})

export const confirmNewAddress = definePublicAction({
  name: 'public:confirm-address',
  input: LinkInput,
  run: async ({ origin }, { token }) => {
    const { email, tenantSlug } = await confirmAddress(token, origin)
    return { values: { email, tenant: tenantSlug }, done: 'confirmed' }
  },
})

export const undoAddressChange = definePublicAction({
  name: 'public:undo-address',
  input: LinkInput,
  run: async ({ origin }, { token }) => {
    const { email, tenantSlug } = await undoAddress(token, origin)
    return { values: { email, tenant: tenantSlug }, done: 'undone' }
  },
})
