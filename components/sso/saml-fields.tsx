import { Checkbox } from '@/components/ui/checkbox'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Select } from '@/components/ui/select'
import { Textarea } from '@/components/ui/textarea'
import { type TypedSaml } from './typed-saml'

type Texts = Exclude<keyof TypedSaml, 'signRequests' | 'responseMustBeSigned'>

interface SamlFieldsProps {
  typed: TypedSaml
  errors: Readonly<Record<string, string>>
  disabled: boolean
  onChange: (part: Partial<TypedSaml>) => void
}

/** Everything that is set of a SAML connection. */
export function SamlFields({ typed, errors, disabled, onChange }: SamlFieldsProps) {
  const text = (name: Texts, label: string, help?: string, optional = false) => (
    <Field label={label} id={`sso-${name}`} error={errors[name]} help={help} optional={optional}>
      {(control) => <Input {...control} type="text" autoComplete="off" spellCheck={false} maxLength={2000} disabled={disabled} value={typed[name]} onChange={(event) => onChange({ [name]: event.target.value })} />}
    </Field>
  )
  const locked = disabled ? 'You can read this.' : null
  return (
    <>
      {text('name', 'Name', 'Stands on the sign-in page: “Sign in with …”.')}
      {text('entityId', 'Entity id of the provider', 'Also called issuer; compared to the letter.')}
      {text('signOnUrl', 'Sign-on address', 'Where browsers are sent to sign in.')}
      <Field label="How the provider is asked" id="sso-signOnBinding">
        {(control) => (
          <Select
            {...control}
            disabled={disabled}
            value={typed.signOnBinding}
            onChange={(event) => onChange({ signOnBinding: event.target.value as TypedSaml['signOnBinding'] })}
            options={[{ value: 'redirect', label: 'By a redirect (HTTP-Redirect)' }, { value: 'post', label: 'By a form (HTTP-POST)' }]}
          />
        )}
      </Field>
      <Field label="Certificates of the provider" id="sso-certificates" error={errors.certificates} help="One to four, as PEM, one after the other. An assertion counts only when one of them verifies its signature.">
        {(control) => <Textarea {...control} rows={6} spellCheck={false} className="font-mono text-xs" disabled={disabled} value={typed.certificates} onChange={(event) => onChange({ certificates: event.target.value })} />}
      </Field>
      <Checkbox label="Sign our requests" description="Where the provider asks for it; it finds our certificate in our metadata." disabledReason={locked} checked={typed.signRequests} onChange={(event) => onChange({ signRequests: event.target.checked })} />
      <Checkbox label="The response as a whole has to be signed too" description="The assertion has to be in any case." disabledReason={locked} checked={typed.responseMustBeSigned} onChange={(event) => onChange({ responseMustBeSigned: event.target.checked })} />
      <details className="rounded-lg border px-4 py-3">
        <summary className="cursor-pointer font-medium">Attributes</summary>
        <div className="mt-4 grid gap-4">
          <p className="text-ink-3">Who somebody is, their NameID alone says: it has to be one that lasts, and is best no address. These are the names of attributes as the provider sends them; NameID is a name here too.</p>
          <div className="grid items-start gap-4 sm:grid-cols-2">
            {text('emailClaim', 'E-mail address')}
            {text('groupsClaim', 'Groups')}
            {text('givenNameClaim', 'First name')}
            {text('familyNameClaim', 'Last name')}
          </div>
          {text('trustedMfaValues', 'Values of AuthnContextClassRef that count as a second factor', 'Separated by spaces. Empty: whoever has a second factor here is always asked for it.', true)}
        </div>
      </details>
    </>
  )
}
