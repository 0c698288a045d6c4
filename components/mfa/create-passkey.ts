'use client'

import type { PublicKeyCredentialCreationOptionsJSON } from '@simplewebauthn/browser'

interface MadePasskey {
  id: string
  rawId: string
  type: 'public-key'
  response: { clientDataJSON: string; attestationObject: string; transports?: string[] }
}

/**
 * Asks the browser to make a passkey. What it takes is loaded now and not before.
 * @returns what the server is to know of it; refused as `known` when this authenticator holds one of this person, as `none` when the
 * person closed the browser's window or there is nothing to make one with
 */
export async function createPasskey(options: PublicKeyCredentialCreationOptionsJSON): Promise<{ response: MadePasskey } | { refused: 'known' | 'none' }> {
  const { startRegistration } = await import('@simplewebauthn/browser')
  try {
    const { id, rawId, response: { clientDataJSON, attestationObject, transports } } = await startRegistration({ optionsJSON: options })
    return { response: { id, rawId, type: 'public-key', response: { clientDataJSON, attestationObject, ...(transports ? { transports: [...transports] } : {}) } } }
  } catch (error) {
    return { refused: error instanceof Error && error.name === 'InvalidStateError' ? 'known' : 'none' }
  }
}
