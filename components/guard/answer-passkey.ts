'use client'

import type { PasskeyAnswerValues } from '@/lib/mfa/passkey-answer'
import type { AuthenticationResponseJSON, PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/browser'

/**
 * Asks the browser's passkeys for a signature. What it takes is loaded now and not before.
 * @returns the answer; null when the person closed the browser's window, or has no passkey for this console here
 */
export async function answerPasskey(options: PublicKeyCredentialRequestOptionsJSON): Promise<PasskeyAnswerValues | null> {
  const { startAuthentication } = await import('@simplewebauthn/browser')
  try {
    return answerOf(await startAuthentication({ optionsJSON: options }))
  } catch {
    return null
  }
}

function answerOf({ id, rawId, response: { clientDataJSON, authenticatorData, signature, userHandle } }: AuthenticationResponseJSON): PasskeyAnswerValues {
  return { id, rawId, type: 'public-key', response: { clientDataJSON, authenticatorData, signature, userHandle } }
}

/**
 * Passkeys among what the browser offers at the field for the address, until one is picked or the page asks for one by its button.
 * @param ask for the question; called only where the browser can do this
 * @returns null where it cannot, or nothing was picked
 */
export async function offerPasskeys(ask: () => Promise<{ challengeId: string; options: PublicKeyCredentialRequestOptionsJSON } | null>): Promise<{ challengeId: string; answer: PasskeyAnswerValues } | null> {
  const { browserSupportsWebAuthnAutofill, startAuthentication } = await import('@simplewebauthn/browser')
  const asked = (await browserSupportsWebAuthnAutofill()) ? await ask() : null
  if (!asked) return null
  try {
    return { challengeId: asked.challengeId, answer: answerOf(await startAuthentication({ optionsJSON: asked.options, useBrowserAutofill: true, verifyBrowserAutofillInput: false })) }
  } catch {
    return null
  }
}

/** The field is gone: nothing is offered any more. */
export function withdrawOffer(): void {
  void import('@simplewebauthn/browser').then(({ WebAuthnAbortService }) => WebAuthnAbortService.cancelCeremony())
}
