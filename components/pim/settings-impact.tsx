'use client'

import { useAct } from '@/components/administrators/use-act'
import { FailureNotice } from '@/components/guard/failure-notice'
import { Time } from '@/components/shell/time'
import { Button } from '@/components/ui/button'
import { Callout } from '@/components/ui/callout'
import { countOf } from '@/lib/format/count'
import { changeGrantKind } from '@/lib/grants/actions'
import { type RoleSettings } from '@/lib/pim/role-settings'
import { type Met, type StandingGrant } from '@/lib/pim/state-settings'

interface ImpactProps {
  view: Met
  label: string
  after: RoleSettings
  owners: boolean
  /** what stands already: there it can be made eligible */
  saved: RoleSettings
  /** grant id → why the viewer may not make it eligible, or null */
  refusals: Readonly<Record<string, string | null>>
  now: number
  zone: string
}

/** Whom the settings meet: those who hold the role more freely than they allow, those who are eligible, and what waits. */
export function SettingsImpact({ view, label, after, owners, saved, refusals, now, zone }: ImpactProps) {
  const { standing, standingCount } = view
  const against = standing.filter((grant) => standsAgainst(grant, after, owners))
  const more = standingCount > standing.length
  return (
    <section aria-label="Who is affected" className="grid gap-3" aria-live="polite">
      <ImpactLines met={view} after={after} saved={saved} />
      {against.length > 0 ? (
        <Callout tone="warn" title={`${countOf(against.length, 'standing grant', 'standing grants')}${more ? ' or more' : ''} of ${label} would not be given like this any more. ${against.length === 1 ? 'It goes on' : 'They go on'} until somebody changes ${against.length === 1 ? 'it' : 'them'}.`}>
          <ul className="mt-1 divide-y">
            {against.map((grant) => (
              <AgainstRow key={grant.grantId} grant={grant} label={label} refusal={saved.enabled ? (refusals[grant.grantId] ?? null) : 'PIM is not on yet. Save the settings first.'} now={now} zone={zone} />
            ))}
          </ul>
        </Callout>
      ) : null}
    </section>
  )
}

/** Whom the settings meet, in sentences. */
export function ImpactLines({ met: { standingCount, eligible, pending, running }, after, saved }: { met: Met; after: RoleSettings; saved: RoleSettings }) {
  const lines = [
    `${standingCount === 0 ? 'Nobody holds' : countOf(standingCount, 'person holds', 'people hold')} it standing, ${eligible === 0 ? 'nobody is' : countOf(eligible, 'is', 'are')} eligible, ${running === 0 ? 'nobody has' : `${countOf(running, 'person has', 'people have')}`} it activated now.`,
    pending > 0 ? `${countOf(pending, 'request waits', 'requests wait')} for a decision: it is decided by the settings that hold then.` : null,
    saved.enabled && !after.enabled && eligible > 0 ? `Without PIM ${countOf(eligible, 'eligible person', 'eligible people')} can activate it no longer. Make them standing, or end the grants.` : null,
    after.eligibleSeconds !== null && eligible > 0 && (saved.eligibleSeconds === null || after.eligibleSeconds < saved.eligibleSeconds) ? 'Eligible grants that were given keep their end.' : null,
  ]
  return (
    <div className="text-ink-2">
      {lines.filter((line) => line !== null).map((line) => (
        <p key={line}>{line}</p>
      ))}
    </div>
  )
}

/** Whether a standing grant would not be given like this any more. */
export function standsAgainst({ endsAt, breakGlass }: StandingGrant, { enabled, standing }: RoleSettings, owners: boolean): boolean {
  if (!enabled || (owners && breakGlass)) return false
  return standing === 'no' || (standing === 'time_bound' && endsAt === null)
}

function AgainstRow({ grant, label, refusal, now, zone }: { grant: StandingGrant; label: string; refusal: string | null; now: number; zone: string }) {
  const { act, pending, failure } = useAct(changeGrantKind, () => undefined)
  return (
    <li className="py-2">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
        <span className="min-w-0">
          <bdi className="wrap-anywhere text-ink">{grant.name}</bdi>
          <span className="block text-xs text-ink-3">{grant.endsAt === null ? 'No end' : <>Until <Time at={grant.endsAt} now={now} zone={zone} absolute /></>}</span>
        </span>
        <Button size="sm" pending={pending} disabledReason={refusal} aria-label={`Make ${grant.name} eligible`} onClick={() => void act({ grantId: grant.grantId, version: grant.version, kind: 'eligible' }, `${label} of ${grant.name} is eligible.`)}>
          Make eligible
        </Button>
      </div>
      <FailureNotice failure={failure} />
    </li>
  )
}
