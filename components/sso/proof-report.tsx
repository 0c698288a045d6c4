import { Facts } from '@/components/ui/facts'
import { type ProofReport as Report } from '@/lib/sso/prove-connection'
import { OutcomeFacts } from './outcome-facts'

/** What came back from the provider, what it means here, and what would happen. */
export function ProofReport({ report: { claims, outcome } }: { report: Report }) {
  return (
    <div className="grid gap-4">
      <OutcomeFacts outcome={outcome} />
      <details>
        <summary className="cursor-pointer font-medium">All claims received</summary>
        <div className="mt-3 overflow-x-auto">
          <Facts items={claims.map(({ name, value }) => ({ term: <code className="font-mono text-xs break-all">{name}</code>, value: <code className="font-mono text-xs break-all">{value}</code> }))} />
        </div>
      </details>
    </div>
  )
}
