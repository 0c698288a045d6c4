import { RadioGroup } from '@/components/ui/radio-group'
import { type GrantKind } from '@/lib/pim/assignment-terms'

interface KindChoiceProps {
  form: string
  kind: GrantKind
  /** why a kind cannot be chosen, by the PIM settings of the role */
  reasons: Readonly<Record<GrantKind, string | null>>
  error?: string | undefined
  onKind: (kind: GrantKind) => void
}

/** Whether a role counts by itself, or only while its holder has activated it. */
export function KindChoice({ form, kind, reasons, error, onKind }: KindChoiceProps) {
  return (
    <RadioGroup
      legend="Access"
      name={`${form}-kind`}
      id={`${form}-kind`}
      error={error}
      options={[
        { value: 'active', label: 'Standing', description: 'It counts by itself.', disabledReason: reasons.active },
        { value: 'eligible', label: 'Eligible (PIM)', description: 'It counts only while they have activated it, for hours.', disabledReason: reasons.eligible },
      ]}
      value={kind}
      onChange={(event) => onKind(event.target.value as GrantKind)}
    />
  )
}
