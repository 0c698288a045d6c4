/** Why a message was not believed. For the log and for whoever proves a connection; anybody else is told that it could not be trusted. */
export type SamlRefusal =
  | 'too_large' | 'not_xml' | 'too_complex' | 'shape' | 'algorithm' | 'encryption' | 'signature' | 'no_certificate'
  | 'not_successful' | 'issuer' | 'destination' | 'request' | 'audience' | 'recipient' | 'conditions' | 'expired' | 'not_yet' | 'subject'

export class SamlRefused extends Error {
  readonly reason: SamlRefusal

  constructor(reason: SamlRefusal, detail = '', cause?: unknown) {
    super(detail === '' ? reason : `${reason}: ${detail}`, { cause })
    this.name = 'SamlRefused'
    this.reason = reason
  }
}
