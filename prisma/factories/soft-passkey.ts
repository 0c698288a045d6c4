import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import type { AuthenticationResponseJSON, PublicKeyCredentialCreationOptionsJSON, PublicKeyCredentialRequestOptionsJSON, RegistrationResponseJSON } from '@simplewebauthn/server'
import { env } from '@/lib/env'

/** What an authenticator may get wrong, for attacks. */
interface Twist {
  origin?: string
  rpId?: string
  /** the user was there but not verified */
  unverified?: true
  /** what the counter says instead of one more than before */
  counter?: number
  challenge?: string
}

const PRESENT = 0x01
const VERIFIED = 0x04
const WITH_CREDENTIAL = 0x40

const sha256 = (bytes: string | Buffer) => createHash('sha256').update(bytes).digest()

/** Major type and length of a CBOR item, as short as it can be. */
function cborHead(type: number, size: number): Buffer {
  if (size < 24) return Buffer.from([(type << 5) | size])
  return size < 256 ? Buffer.from([(type << 5) | 24, size]) : Buffer.from([(type << 5) | 25, size >> 8, size & 255])
}
const cborInt = (value: number) => (value >= 0 ? cborHead(0, value) : cborHead(1, -1 - value))
const cborBytes = (bytes: Buffer) => Buffer.concat([cborHead(2, bytes.length), bytes])
const cborText = (words: string) => Buffer.concat([cborHead(3, Buffer.byteLength(words)), Buffer.from(words)])
const cborMap = (...pairs: [Buffer, Buffer][]) => Buffer.concat([cborHead(5, pairs.length), ...pairs.flat()])

/** An authenticator in software: one P-256 passkey that answers what a browser would pass on to it. */
export class SoftPasskey {
  readonly credentialId = randomBytes(32)
  private readonly keys = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  private counter = 0

  register(options: PublicKeyCredentialCreationOptionsJSON, twist: Twist = {}): RegistrationResponseJSON {
    const { x, y } = this.keys.publicKey.export({ format: 'jwk' })
    const key = cborMap([cborInt(1), cborInt(2)], [cborInt(3), cborInt(-7)], [cborInt(-1), cborInt(1)], [cborInt(-2), cborBytes(Buffer.from(x!, 'base64url'))], [cborInt(-3), cborBytes(Buffer.from(y!, 'base64url'))])
    const credential = Buffer.concat([Buffer.alloc(16), Buffer.from([0, this.credentialId.length]), this.credentialId, key])
    const authData = Buffer.concat([this.authenticatorData(twist, WITH_CREDENTIAL), credential])
    const attestation = cborMap([cborText('fmt'), cborText('none')], [cborText('attStmt'), cborMap()], [cborText('authData'), cborBytes(authData)])
    const id = this.credentialId.toString('base64url')
    return {
      id, rawId: id, type: 'public-key', clientExtensionResults: {},
      response: { clientDataJSON: this.clientData('webauthn.create', options.challenge, twist).toString('base64url'), attestationObject: attestation.toString('base64url'), transports: ['internal'] },
    }
  }

  authenticate(options: PublicKeyCredentialRequestOptionsJSON, twist: Twist = {}): AuthenticationResponseJSON {
    this.counter = twist.counter ?? this.counter + 1
    const authData = this.authenticatorData(twist, 0)
    const clientData = this.clientData('webauthn.get', options.challenge, twist)
    const signature = sign('sha256', Buffer.concat([authData, sha256(clientData)]), this.keys.privateKey)
    const id = this.credentialId.toString('base64url')
    return {
      id, rawId: id, type: 'public-key', clientExtensionResults: {},
      response: { clientDataJSON: clientData.toString('base64url'), authenticatorData: authData.toString('base64url'), signature: signature.toString('base64url') },
    }
  }

  /** What Chromium's virtual authenticator takes over. */
  forBrowser(): { credentialId: string; privateKey: string } {
    return { credentialId: this.credentialId.toString('base64'), privateKey: this.keys.privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64') }
  }

  private authenticatorData({ rpId = new URL(env().APP_ORIGIN).hostname, unverified }: Twist, more: number): Buffer {
    const counter = Buffer.alloc(4)
    counter.writeUInt32BE(this.counter)
    return Buffer.concat([sha256(rpId), Buffer.from([PRESENT | (unverified ? 0 : VERIFIED) | more]), counter])
  }

  private clientData(type: string, challenge: string, twist: Twist): Buffer {
    return Buffer.from(JSON.stringify({ type, challenge: twist.challenge ?? challenge, origin: twist.origin ?? env().APP_ORIGIN, crossOrigin: false }))
  }
}
