'use server'

import { redirect } from 'next/navigation'
import { definePublicAction } from '@/lib/actions/define-public-action'
import { confirmAddress, undoAddress, viewAddressChange as readAddressChange, type AddressChangeView } from '@/lib/account/finish-address-change'
import { dropCodeCookie, giveCodeCookie, sentCodeToken } from '@/lib/authn/code-cookie'
import { currentSession } from '@/lib/authn/current-session'
import type { SignedInSession } from '@/lib/authn/complete-sign-in'
import { safeRedirect } from '@/lib/authn/safe-redirect'
import { dropSessionCookie, giveSessionCookie, sentSessionToken } from '@/lib/authn/session-cookie'
import { dropStepCookie, giveStepCookie, sentStepToken } from '@/lib/authn/step-cookie'
import type { PublicState } from '@/lib/actions/result'
import { paths } from '@/lib/paths'
import { acceptInvitation } from './accept-invitation'
import { listFirstMethods } from '@/lib/sign-in-methods/data'
import type { FirstMethod } from '@/lib/sign-in-methods/methods'
import { askAgain } from './ask-again'
import { chooseWay } from './choose-way'
import { findTenant } from './data'
import { askForSecondStep, askForSignIn, signInWithPasskey as signInByPasskey } from './passkey-sign-in'
import { askForReset } from './factor-of-reset'
import { signInWithEmailCode as signInByEmailCode } from './email-code-sign-in'
import { takeMailedSecondStep } from './mailed-second-step'
import { rememberedWay, rememberWay } from './remembered-way'
import { requestEmailCode, sendSecondCode } from './request-email-code'
import { requestReset } from './request-reset'
import { resetPassword } from './reset-password'
import {
  ActivateInput, AskCodeInput, AskPasskeyInput, CodeSignInInput, ForgotInput, IdentifyInput, LinkInput, NothingInput, PasskeySignInInput, ResetInput, SecondStepCodeInput, SecondStepMailInput, SecondStepPasskeyInput, SecondStepRecoveryInput, SignInInput, SignOutInput,
} from './schema'
import { signIn as signInWithPassword } from './sign-in'
import { signOut as endSignIn } from './sign-out'
import { takeSecondStep, type SecondStepTaken, type TypedFactor, type UsedCode } from './take-second-step'
import { viewInvitation as readInvitation, viewReset as readReset, type InvitationView, type ResetView } from './view-invitation'

/** The first step asks for nobody: the next page depends on the tenant, the domain and the browser, never on whether somebody has the address. */
export const identify = definePublicAction({
  name: 'public:identify',
  input: IdentifyInput,
  keep: ['email'],
  run: async (_given, { tenant, email, way: wanted }) => {
    const found = await findTenant(tenant)
    const chosen = found && (await chooseWay({ tenantId: found.id, emailKey: email.key, wanted, remembered: await rememberedWay() }))
    const realm = chosen?.connection
    return { values: { email: email.shown, way: chosen?.way ?? 'none', ...(realm ? { connection: realm.id, connectionName: realm.name, required: realm.required ? 'yes' : '' } : {}) }, done: 'identified' }
  },
})

export const signIn = definePublicAction({
  name: 'public:sign-in',
  input: SignInInput,
  keep: ['email'],
  run: async ({ origin }, { tenant, email, password, next }) => {
    const entered = await signInWithPassword({ tenantSlug: tenant, email, password, origin, replaces: await sentSessionToken(), next })
    if ('secondStep' in entered) return redirect(await stepAhead(entered.secondStep, tenant, 'password'))
    return redirect(await enter(entered, next, 'password'))
  },
})

/** Hands the browser its session. @param by what it began with, to be remembered @returns where to go on */
async function enter({ token, facts }: SignedInSession, next: string | undefined, by?: FirstMethod): Promise<string> {
  await giveSessionCookie(token)
  if (by) await rememberWay(by, (await listFirstMethods(facts.tenant.id))[0])
  return facts.owes ? paths.newPassword(safeRedirect(next)) : safeRedirect(next)
}

/** Hands the browser what waits for its second step. @param by what it began with, to be remembered: the second step may take another @returns where to go on */
async function stepAhead(pending: string, tenantSlug: string, by: FirstMethod): Promise<string> {
  await giveStepCookie(pending)
  const tenant = await findTenant(tenantSlug)
  if (tenant) await rememberWay(by, (await listFirstMethods(tenant.id))[0])
  return paths.secondStep
}

export const askPasskey = definePublicAction({
  name: 'public:ask-passkey',
  input: AskPasskeyInput,
  run: async ({ origin }, { tenant }) => ({ data: await askForSignIn(tenant, origin) }),
})

export const signInWithPasskey = definePublicAction({
  name: 'public:sign-in-with-passkey',
  input: PasskeySignInInput,
  run: async ({ origin }, { tenant, next, challengeId, answer }) => redirect(await enter(await signInByPasskey({ tenantSlug: tenant, challengeId, answer, origin, replaces: await sentSessionToken() }), next, 'passkey')),
})

export const sendEmailCode = definePublicAction({
  name: 'public:send-email-code',
  input: AskCodeInput,
  keep: ['email'],
  run: async ({ origin }, { tenant, email }) => {
    await giveCodeCookie(await requestEmailCode({ tenantSlug: tenant, email, origin }))
    return { values: { email: email.shown }, done: 'sent' }
  },
})

export const signInWithEmailCode = definePublicAction({
  name: 'public:sign-in-with-email-code',
  input: CodeSignInInput,
  keep: ['email'],
  run: async ({ origin }, { tenant, email, code, next }) => {
    const entered = await signInByEmailCode({ tenantSlug: tenant, email, code, token: await sentCodeToken(), origin, replaces: await sentSessionToken(), next })
    await dropCodeCookie()
    if ('secondStep' in entered) return redirect(await stepAhead(entered.secondStep, tenant, 'email_code'))
    return redirect(await enter(entered, next, 'email_code'))
  },
})

export const sendSecondStepCode = definePublicAction({
  name: 'public:send-second-step-code',
  input: NothingInput,
  run: async ({ origin }) => {
    await sendSecondCode({ token: await sentStepToken(), origin })
    return { done: 'sent' }
  },
})

export const secondStepByMail = definePublicAction<typeof SecondStepMailInput, UsedCode>({
  name: 'public:second-step-email-code',
  input: SecondStepMailInput,
  run: async ({ origin }, { code }) => goOn(await takeMailedSecondStep({ token: await sentStepToken(), code, origin, replaces: await sentSessionToken() })),
})

async function stepOn(given: TypedFactor, origin: Parameters<typeof takeSecondStep>[0]['origin']): Promise<PublicState<UsedCode>> {
  return goOn(await takeSecondStep({ token: await sentStepToken(), given, origin, replaces: await sentSessionToken() }))
}

async function goOn({ session, next, replacement }: SecondStepTaken): Promise<PublicState<UsedCode>> {
  const goOnTo = await enter(session, next)
  // Used up, it opens nothing; but without it the page would not know what the code that is shown now belongs to.
  if (replacement !== null) return { data: { replacement, goOnTo } }
  await dropStepCookie()
  return redirect(goOnTo)
}

export const secondStepByCode = definePublicAction<typeof SecondStepCodeInput, UsedCode>({
  name: 'public:second-step-code',
  input: SecondStepCodeInput,
  run: async ({ origin }, { factorId, code }) => stepOn({ kind: 'totp', factorId, code }, origin),
})

export const secondStepByRecoveryCode = definePublicAction<typeof SecondStepRecoveryInput, UsedCode>({
  name: 'public:second-step-recovery-code',
  input: SecondStepRecoveryInput,
  run: async ({ origin }, { code }) => stepOn({ kind: 'recovery_code', code }, origin),
})

export const askSecondStepPasskey = definePublicAction({
  name: 'public:ask-second-step-passkey',
  input: NothingInput,
  run: async ({ origin }) => ({ data: await askForSecondStep(await sentStepToken(), origin) }),
})

export const secondStepByPasskey = definePublicAction<typeof SecondStepPasskeyInput, UsedCode>({
  name: 'public:second-step-passkey',
  input: SecondStepPasskeyInput,
  run: async ({ origin }, { challengeId, answer }) => stepOn({ kind: 'passkey', challengeId, response: answer }, origin),
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

export const setPassword = definePublicAction<typeof ResetInput, { replacement: string }>({
  name: 'public:reset-password',
  input: ResetInput,
  run: async ({ origin }, input) => {
    const { tenantSlug, replacement } = await resetPassword({ ...input, origin })
    return { done: tenantSlug, ...(replacement === null ? {} : { data: { replacement } }) }
  },
})

export const askResetPasskey = definePublicAction({
  name: 'public:ask-reset-passkey',
  input: LinkInput,
  run: async ({ origin }, { token }) => ({ data: await askForReset(token, origin) }),
})

export const viewInvitation = definePublicAction<typeof LinkInput, InvitationView>({
  name: 'public:view-invitation',
  input: LinkInput,
  run: async (_given, { token }) => ({ data: await readInvitation(token) }),
})

export const activate = definePublicAction<typeof ActivateInput, { recoveryCodes: string[] }>({
  name: 'public:activate',
  input: ActivateInput,
  keep: ['givenName', 'familyName'],
  run: async ({ origin }, input) => {
    const here = await currentSession(false)
    const { token, recoveryCodes } = await acceptInvitation(input, origin, here?.person.email ?? null)
    await giveSessionCookie(token)
    return recoveryCodes ? { data: { recoveryCodes } } : redirect(paths.home)
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
