import { Button } from '@/components/ui/button'
import { IconButton } from '@/components/ui/icon-button'
import { Input } from '@/components/ui/input'
import { Select } from '@/components/ui/select'
import { MOST_DOMAINS, type AllowedDomain } from '@/lib/domain-allowlist/allowed-domains'

interface DomainRowsProps {
  rows: readonly AllowedDomain[]
  reason: string | null
  onChange: (rows: AllowedDomain[]) => void
}

const REACH = [
  { value: 'exact', label: 'Exactly this one' },
  { value: 'under', label: 'With its subdomains' },
]

/** The domains, a line each. */
export function DomainRows({ rows, reason, onChange }: DomainRowsProps) {
  const put = (at: number, part: Partial<AllowedDomain>) => onChange(rows.map((row, index) => (index === at ? { ...row, ...part } : row)))
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1.5 text-sm font-medium">Domains</legend>
      <ul className="grid gap-3 sm:gap-2">
        {rows.map(({ domain, subdomains }, at) => (
          // A line has nothing that would tell it from another but where it stands.
          <li key={at} className="flex flex-wrap items-center gap-2">
            <Input aria-label={`Domain ${at + 1}`} mono type="text" inputMode="url" autoComplete="off" autoCapitalize="none" spellCheck={false} maxLength={300} placeholder="example.com" className="min-w-0 flex-1 basis-48" disabled={reason !== null} value={domain} onChange={(event) => put(at, { domain: event.target.value })} />
            <Select aria-label={`Reach of domain ${at + 1}`} className="min-w-0 flex-1 basis-32 sm:max-w-48" disabled={reason !== null} value={subdomains ? 'under' : 'exact'} options={REACH} onChange={(event) => put(at, { subdomains: event.target.value === 'under' })} />
            {reason === null && rows.length > 1 ? <IconButton icon="trash" label={`Take domain ${at + 1} away`} onClick={() => onChange(rows.filter((_, index) => index !== at))} /> : null}
          </li>
        ))}
      </ul>
      {reason === null && rows.length < MOST_DOMAINS ? (
        <Button size="sm" className="mt-2" onClick={() => onChange([...rows, { domain: '', subdomains: false }])}>
          Add domain
        </Button>
      ) : null}
    </fieldset>
  )
}
