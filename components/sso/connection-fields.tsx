import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Select } from '@/components/ui/select'
import { type TypedConnection } from './typed-connection'

interface ConnectionFieldsProps {
  typed: TypedConnection
  errors: Readonly<Record<string, string>>
  /** a secret is stored already */
  hasSecret: boolean
  disabled: boolean
  onChange: (part: Partial<TypedConnection>) => void
}

/** Everything that is set of an OpenID connection. */
export function ConnectionFields({ typed, errors, hasSecret, disabled, onChange }: ConnectionFieldsProps) {
  const text = (name: keyof TypedConnection, label: string, help?: string, more: { optional?: boolean; type?: string; autoComplete?: string } = {}) => (
    <Field label={label} id={`sso-${name}`} error={errors[name]} help={help} optional={more.optional ?? false}>
      {(control) => <Input {...control} type={more.type ?? 'text'} autoComplete={more.autoComplete ?? 'off'} spellCheck={false} maxLength={2000} disabled={disabled} value={typed[name]} onChange={(event) => onChange({ [name]: event.target.value })} />}
    </Field>
  )
  return (
    <>
      {text('name', 'Name', 'Stands on the sign-in page: “Sign in with …”.')}
      {text('issuer', 'Issuer', 'As the provider gives it, to the letter. It is asked what it is when you save.')}
      {text('clientId', 'Client id')}
      <Field label="How we prove to be the client" id="sso-clientAuth">
        {(control) => (
          <Select
            {...control}
            disabled={disabled}
            value={typed.clientAuth}
            onChange={(event) => onChange({ clientAuth: event.target.value as TypedConnection['clientAuth'] })}
            options={[
              { value: 'client_secret_basic', label: 'Client secret, in the header' },
              { value: 'client_secret_post', label: 'Client secret, in the body' },
              { value: 'private_key_jwt', label: 'A key of our own (private key JWT)' },
            ]}
          />
        )}
      </Field>
      {typed.clientAuth === 'private_key_jwt' ? (
        <p className="text-ink-3">A key is made when you save, and never leaves the server. The provider gets its public half, from the address below or as text.</p>
      ) : (
        <div className="grid items-start gap-4 sm:grid-cols-[1fr_auto]">
          {text('secret', 'Client secret', hasSecret ? 'One is stored. Leave it empty to keep it.' : 'Stored sealed, and never shown again.', { optional: hasSecret, type: 'password', autoComplete: 'new-password' })}
          {text('secretExpires', 'Expires on', 'Empty: never.', { optional: true, type: 'date' })}
        </div>
      )}
      <details className="rounded-lg border px-4 py-3">
        <summary className="cursor-pointer font-medium">Scopes and claims</summary>
        <div className="mt-4 grid gap-4">
          {text('scopes', 'Scopes', 'Separated by spaces; openid is one of them.')}
          <Field label="What says who somebody is" id="sso-subject" help="Never an address: those are given to others one day.">
            {(control) => (
              <Select
                {...control}
                disabled={disabled}
                value={typed.subject}
                onChange={(event) => onChange({ subject: event.target.value as TypedConnection['subject'] })}
                options={[{ value: 'sub', label: 'sub' }, { value: 'tid,oid', label: 'tid and oid (Microsoft Entra ID)' }]}
              />
            )}
          </Field>
          <div className="grid items-start gap-4 sm:grid-cols-2">
            {text('emailClaim', 'E-mail address')}
            {text('groupsClaim', 'Groups')}
            {text('givenNameClaim', 'First name')}
            {text('familyNameClaim', 'Last name')}
          </div>
          {text('trustedMfaValues', 'Values of amr or acr that count as a second factor', 'Separated by spaces. Empty: whoever has a second factor here is always asked for it.', { optional: true })}
        </div>
      </details>
    </>
  )
}
