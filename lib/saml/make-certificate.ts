import { createPublicKey, createSign, randomBytes, type KeyObject } from 'node:crypto'

const SHA256_WITH_RSA = '300d06092a864886f70d01010b0500'
const COMMON_NAME = '0603550403'

const hex = (text: string) => Buffer.from(text, 'hex')

/** One value of ASN.1, in DER (X.690). */
function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts)
  const size = body.length.toString(16)
  const long = hex(size.padStart(size.length + (size.length % 2), '0'))
  return Buffer.concat([Buffer.from([tag]), body.length < 128 ? Buffer.from([body.length]) : Buffer.concat([Buffer.from([0x80 | long.length]), long]), body])
}

const [SEQUENCE, SET, INTEGER, BIT_STRING, UTF8, SHORT_TIME, LONG_TIME] = [0x30, 0x31, 0x02, 0x03, 0x0c, 0x17, 0x18]

/** Two digits for the year until 2049, four from then on (RFC 5280, 4.1.2.5). */
function time(at: Date): Buffer {
  const digits = `${at.toISOString().replaceAll(/\D/g, '').slice(0, 14)}Z`
  return at.getUTCFullYear() < 2050 ? der(SHORT_TIME, Buffer.from(digits.slice(2))) : der(LONG_TIME, Buffer.from(digits))
}

interface Wanted { privateKey: KeyObject; commonName: string; startsAt: Date; expiresAt: Date }

/**
 * A certificate that signs itself (RFC 5280), for an RSA key: providers want our public key in one. Nobody trusts it for being one.
 * @returns PEM
 */
export function makeCertificate({ privateKey, commonName, startsAt, expiresAt }: Wanted): string {
  const name = der(SEQUENCE, der(SET, der(SEQUENCE, hex(COMMON_NAME), der(UTF8, Buffer.from(commonName)))))
  const serial = der(INTEGER, Buffer.from([0x01]), randomBytes(15))
  const body = der(SEQUENCE,
    der(0xa0, der(INTEGER, Buffer.from([2]))), serial, hex(SHA256_WITH_RSA), name, der(SEQUENCE, time(startsAt), time(expiresAt)), name,
    createPublicKey(privateKey).export({ type: 'spki', format: 'der' }))
  const signature = createSign('sha256').update(body).sign(privateKey)
  const certificate = der(SEQUENCE, body, hex(SHA256_WITH_RSA), der(BIT_STRING, Buffer.from([0]), signature))
  return `-----BEGIN CERTIFICATE-----\n${certificate.toString('base64').replaceAll(/.{64}/g, '$&\n').trimEnd()}\n-----END CERTIFICATE-----\n`
}
