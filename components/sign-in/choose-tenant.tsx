import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { PublicPanel } from './public-panel'

/** Where the deployment has no tenant of its own to offer. A form that only goes somewhere: no script, nothing changes. */
export function ChooseTenant({ action, title, unknown, next }: { action: string; title: string; unknown: string | null; next: string }) {
  return (
    <PublicPanel title={title} description="Which tenant do you belong to?">
      <form action={action} className="grid gap-4">
        {next ? <input type="hidden" name="next" value={next} /> : null}
        <Field id="tenant" label="Tenant" help="The last part of the sign-in address you were given, such as acme." error={unknown === null ? null : `There is no tenant called “${unknown}” here. Check the address you were given.`}>
          {(control) => <Input {...control} name="tenant" defaultValue={unknown ?? ''} autoCapitalize="none" spellCheck={false} autoComplete="organization" maxLength={63} required />}
        </Field>
        <Button type="submit" variant="primary" className="w-full">
          Continue
        </Button>
      </form>
    </PublicPanel>
  )
}
