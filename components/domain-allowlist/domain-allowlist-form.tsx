'use client'

import { useRouter } from 'next/navigation'
import { ONLY_READ } from '@/components/policies/only-read'
import { PolicyForm } from '@/components/policies/policy-form'
import { useImpact } from '@/components/policies/use-impact'
import { usePolicyDraft } from '@/components/policies/use-policy-draft'
import { FieldError } from '@/components/ui/field'
import { RadioGroup } from '@/components/ui/radio-group'
import { showToast } from '@/components/ui/toast-store'
import { useAction } from '@/lib/actions/use-action'
import { setDomainAllowlist } from '@/lib/domain-allowlist/actions'
import { sayDomains, type AllowedDomain } from '@/lib/domain-allowlist/allowed-domains'
import { type AllowlistImpact, type DomainAllowlistView } from '@/lib/domain-allowlist/data'
import { paths } from '@/lib/paths'
import { type Previewed } from '@/lib/preview/refuse-other-preview'
import { DomainRows } from './domain-rows'
import { WhoIsOutside } from './who-is-outside'

const EMPTY: AllowedDomain = { domain: '', subdomains: false }
const typedOf = ({ domains }: DomainAllowlistView) => ({ on: domains.length > 0, rows: domains.length > 0 ? domains.map(({ domain, subdomains }) => ({ domain, subdomains })) : [EMPTY] })

/** Which domains new addresses may have, and who is outside of them already. */
export function DomainAllowlistForm({ stored, impact: atFirst, reason }: { stored: DomainAllowlistView; impact: Previewed<AllowlistImpact>; reason: string | null }) {
  const router = useRouter()
  const { run, ...action } = useAction(setDomainAllowlist)
  const draft = usePolicyDraft(stored, typedOf)
  const { typed, saved, dirty, change } = draft
  const domains = typed.on ? typed.rows : []
  const written = typed.on && typed.rows.every(({ domain }) => /^\s*[^\s.]+(\.[^\s.]+)+\s*$/.test(domain))
  const { impact, seeing, loading, showAnew } = useImpact(dirty && (written || !typed.on) ? paths.api.allowlistImpact(JSON.stringify(domains)) : null, atFirst)
  const error = action.failure?.fields?.domains

  const save = async () => {
    const result = await run({ version: saved.version, previewed: impact.previewed, domains })
    if (!result.ok) showAnew(result.error)
    if (!draft.settled(result, () => (result.ok ? { version: result.data.version, domains: [...result.data.domains] } : saved))) return
    showToast({ text: typed.on ? 'Domain allowlist saved. It binds every new address from now on.' : 'Domain allowlist switched off. New addresses may have any domain.' })
    router.refresh()
  }

  return (
    <PolicyForm draft={draft} action={action} form="allowlist" what="domain allowlist" theirWords={draft.theirs && (draft.theirs.domains.length === 0 ? 'It is off.' : `Allowed: ${sayDomains(draft.theirs.domains)}.`)} reason={reason} seeing={seeing} save={save} note={dirty && typed.on && !written ? 'Write a domain in each line, such as example.com.' : undefined}>
      <RadioGroup
        legend="Which addresses may come new"
        name="allowlist-on"
        value={typed.on ? 'listed' : 'any'}
        onChange={(event) => change({ on: event.target.value === 'listed' })}
        options={[
          { value: 'any', label: 'Of any domain', disabledReason: reason && ONLY_READ },
          { value: 'listed', label: 'Only of these domains', description: 'For invitations and changes of address. Whoever is here already is kept.', disabledReason: reason && ONLY_READ },
        ]}
      />
      {typed.on ? (
        <div id="allowlist-domains" tabIndex={-1} className="grid gap-2">
          <DomainRows rows={typed.rows} reason={reason} onChange={(rows) => change({ rows })} />
          {error ? <FieldError>{error}</FieldError> : null}
        </div>
      ) : null}
      <div aria-busy={loading}>
        <WhoIsOutside impact={impact} dirty={dirty} on={typed.on} written={written || !dirty} />
      </div>
    </PolicyForm>
  )
}
