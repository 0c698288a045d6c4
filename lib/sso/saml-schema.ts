import { z } from 'zod'
import { Claim, connectionId, connectionVersion, line, Words } from './schema'

/** What a form of ours may carry; metadata that is longer is read from its address. */
const LONGEST_PASTED = 90_000

const WebAddress = z.string().max(2000, 'This is too long for an address.').transform((text) => text.trim()).refine(isWebAddress, 'Write an address that begins with https://.')

/** A browser is sent there: https, or http for a provider that runs on this very machine. */
function isWebAddress(text: string): boolean {
  if (text.length > 1024 || !URL.canParse(text)) return false
  const { protocol, hostname, username, password, hash } = new URL(text)
  return username === '' && password === '' && hash === '' && (protocol === 'https:' || (protocol === 'http:' && hostname === 'localhost'))
}

const Pem = z.string().max(LONGEST_PASTED, 'This is too long for certificates.')

/** What is set of a SAML connection, as a whole. */
const Settings = {
  name: line(60, 'Give it a name of 1 to 60 characters.'),
  entityId: line(1024, 'Write the entity id as the provider gives it.'),
  signOnUrl: WebAddress,
  signOnBinding: z.enum(['redirect', 'post']),
  /** one after the other, as PEM */
  certificates: Pem,
  metadataUrl: z.union([z.literal(''), WebAddress]),
  signRequests: z.boolean(),
  responseMustBeSigned: z.boolean(),
  emailClaim: Claim,
  givenNameClaim: Claim,
  familyNameClaim: Claim,
  groupsClaim: Claim,
  trustedMfaValues: Words(20),
}

/** The id is made with the page: what the provider's form wants depends on it. */
export const CreateSamlConnectionInput = z.strictObject({ connectionId, ...Settings })
export const UpdateSamlConnectionInput = z.strictObject({ connectionId, version: connectionVersion, ...Settings })
/** An address, or the metadata itself. */
export const ReadSamlMetadataInput = z.strictObject({ connectionId, source: z.string().max(LONGEST_PASTED, 'This is too long to paste. Give the address of the metadata instead.').refine((text) => text.trim() !== '', 'Give the address of the metadata, or the metadata itself.') })
export const StageCertificatesInput = z.strictObject({ connectionId, version: connectionVersion, certificates: Pem })

export type SamlSettings = Omit<z.output<typeof UpdateSamlConnectionInput>, 'connectionId' | 'version'>
