import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'

interface NumberFieldProps {
  id: string
  label: string
  help?: string
  error?: string | undefined
  value: string
  /** why it may only be read */
  reason: string | null
  onValue: (value: string) => void
}

/** A whole number, typed. */
export function NumberField({ id, label, help, error, value, reason, onValue }: NumberFieldProps) {
  return (
    <Field label={label} id={id} error={error} help={help}>
      {(control) => <Input {...control} type="text" inputMode="numeric" autoComplete="off" maxLength={4} className="max-w-24" disabled={reason !== null} value={value} onChange={(event) => onValue(event.target.value)} />}
    </Field>
  )
}
