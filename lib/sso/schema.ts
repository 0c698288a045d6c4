import { z } from 'zod'
import { RoleInput } from '@/lib/grants/role-input'
import { PreviewedInput } from '@/lib/preview/carry-preview'
import { DomainInput } from './domain-name'

export const connectionId = z.uuid()
export const connectionVersion = z.int().positive()
const version = connectionVersion
export const line = (longest: number, message: string) => z.string().max(2000, 'This is too long.').transform((text) => text.trim()).refine((text) => text.length >= 1 && text.length <= longest && !/[\p{Cc}\p{Cs}]/u.test(text), message)
export const Claim = line(200, 'Write the name of a claim.')
export const Words = (longest: number) => z.array(line(200, 'Write words without control characters.')).max(longest, `Give ${longest} at most.`)

const Issuer = z.string().max(2000, 'This is too long for an address.').transform((text) => text.trim()).refine((text) => text.length <= 500 && /^https?:\/\//.test(text) && URL.canParse(text) && !text.includes('#') && !text.includes('?'), 'Write the issuer as the provider gives it, such as https://login.example.com.')

/** What is set of an OpenID connection, as a whole. */
const Settings = {
  name: line(60, 'Give it a name of 1 to 60 characters.'),
  issuer: Issuer,
  clientId: line(500, 'Write the client id that the provider gave you.'),
  clientAuth: z.enum(['client_secret_basic', 'client_secret_post', 'private_key_jwt']),
  /** left empty: the one that is there stays */
  secret: z.string().max(2000, 'This is too long for a secret.'),
  /** day on which it ends, as the provider says; empty: never */
  secretExpires: z.union([z.literal(''), z.iso.date('Write a day, such as 2027-01-31.')]),
  scopes: Words(20).refine((scopes) => scopes.includes('openid') && scopes.every((scope) => /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(scope)), 'Scopes are single words, and openid is one of them.'),
  subject: z.enum(['sub', 'tid,oid']),
  emailClaim: Claim,
  givenNameClaim: Claim,
  familyNameClaim: Claim,
  groupsClaim: Claim,
  trustedMfaValues: Words(20),
}

/** The id is made with the page: what the provider's form wants depends on it. */
export const CreateConnectionInput = z.strictObject({ connectionId, ...Settings })
export const UpdateConnectionInput = z.strictObject({ connectionId, version, ...Settings })
/** `previewed`: what the dialog showed, where it is disabled by this */
export const SetConnectionShownInput = z.strictObject({ connectionId, version, hidden: z.boolean(), disabled: z.boolean(), justInTime: z.boolean(), previewed: PreviewedInput.optional() })
export const MoveConnectionInput = z.strictObject({ connectionId, up: z.boolean() })
export const ConnectionInput = z.strictObject({ connectionId, version })
/** `secret` empty where a key of our own is made */
export const StageSecretInput = z.strictObject({ connectionId, version, secret: Settings.secret, secretExpires: Settings.secretExpires })
/** a PNG in base64; empty: none */
export const SetLogoInput = z.strictObject({ connectionId, version, logo: z.string().max(90_000, 'Choose a picture of at most 64 KiB.').regex(/^[A-Za-z0-9+/]*={0,2}$/, 'Choose a PNG picture.') })
/** null: nobody any more */
export const NameProverInput = z.strictObject({ connectionId, version, proverId: z.uuid().nullable() })
export const ProveConnectionInput = z.strictObject({ connectionId, version, /** with what is staged */ withNext: z.boolean().default(false) })
export const RequireConnectionInput = z.strictObject({ connectionId, version, previewed: PreviewedInput })
export const SwitchServiceKeyInput = z.strictObject({ connectionId, version, previewed: PreviewedInput })
export const DeleteConnectionInput = z.strictObject({ connectionId, version, confirmation: z.string().max(200), previewed: PreviewedInput })
export const DomainOfConnectionInput = z.strictObject({ connectionId, domain: DomainInput })

/** An empty group: everybody who comes through it. */
export const AddLineInput = z.strictObject({ connectionId, group: z.string().max(500, 'This is too long for a group.').transform((text) => text.trim()).refine((text) => !/[\p{Cc}\p{Cs}]/u.test(text), 'Write the group without control characters.'), role: RoleInput })
export const LineInput = z.strictObject({ connectionId, lineId: z.uuid() })
export const TryMappingInput = z.strictObject({ connectionId, token: z.string().max(90_000, 'This is too long for a token.') })
export const OwnConnectionInput = z.strictObject({ connectionId })
export const OwnRequestInput = z.strictObject({ requestId: z.uuid() })
export const OwnIdentityInput = z.strictObject({ identityId: z.uuid() })

/** Judged by openLink(), which has one answer for everything that is not a link. */
export const LinkTokenInput = z.strictObject({ token: z.string().max(200) })

type Given<Schema extends z.ZodType> = z.output<Schema>
export type ConnectionSettings = Omit<Given<typeof UpdateConnectionInput>, 'connectionId' | 'version'>
