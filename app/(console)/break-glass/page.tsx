import type { Metadata } from 'next'
import { MarkButton } from '@/components/break-glass/mark-button'
import { ReviewButton } from '@/components/break-glass/review-button'
import { RefusedPage } from '@/components/guard/refused-page'
import { Page } from '@/components/shell/page'
import { RefreshOn } from '@/components/shell/refresh-on'
import { Time } from '@/components/shell/time'
import { Badge } from '@/components/ui/badge'
import { Callout } from '@/components/ui/callout'
import { Card } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/empty-state'
import { Link } from '@/components/ui/link'
import { PageHeader } from '@/components/ui/page-header'
import { Status } from '@/components/ui/status'
import { openPage } from '@/lib/authz/access'
import { listOwnerAccounts, listUses } from '@/lib/break-glass/data'
import { readViewer } from '@/lib/format/viewer'
import { paths } from '@/lib/paths'

export const metadata: Metadata = { title: 'Break-glass' }

const row = 'flex flex-wrap items-center justify-between gap-x-4 gap-y-2 border-b px-4 py-3 last:border-b-0'

export default async function BreakGlassPage() {
  const access = await openPage('break-glass:manage')
  if ('refusal' in access) return <RefusedPage refusal={access.refusal} homeHref={paths.home} />
  const { cleared, facts: { actor } } = access
  const [owners, uses, { zone }] = await Promise.all([listOwnerAccounts(cleared), listUses(cleared), readViewer()])
  const marked = owners.filter(({ markedAt }) => markedAt !== null)
  const working = marked.filter(({ standing }) => standing).length
  return (
    <Page>
      <RefreshOn topics={['roles', 'administrators']} />
      <PageHeader title="Break-glass" description="Accounts of standing owners for the day on which no other way in works. Each use alarms every owner." />
      {working < 2 ? (
        <Callout tone="warn" title={working === 0 ? 'There is no break-glass account.' : 'There is one break-glass account.'}>
          Two or more are advised: one may be ill, away or lost on the very day.
        </Callout>
      ) : null}
      <Card title="Client Owners" flush>
        <ul>
          {owners.map((owner) => (
            <li key={owner.id} className={row}>
              <div className="min-w-0 flex-1 basis-60">
                <p className="font-medium wrap-anywhere">
                  <Link href={paths.administrator(owner.id)}>
                    <bdi>{owner.name}</bdi>
                  </Link>
                </p>
                <p className="text-xs wrap-anywhere text-ink-3">{owner.email}</p>
              </div>
              {owner.markedAt === null ? <Status>Everyday account</Status> : (
                <Badge tone={owner.standing ? 'danger' : 'warn'}>
                  {owner.standing ? 'Break-glass since ' : 'Marked, but no standing owner, since '}
                  <Time at={owner.markedAt} now={actor.now} zone={zone} absolute />
                </Badge>
              )}
              <MarkButton owner={owner} marked={marked.length} />
            </li>
          ))}
        </ul>
      </Card>
      <Card title="Uses" description="The last fifty, those that wait for a review first. An open review is shown on every page to those who may close it, and alarms daily." flush>
        {uses.length > 0 ? (
          <ul>
            {uses.map((use) => (
              <li key={use.id} className={row}>
                <div className="min-w-0 flex-1 basis-72">
                  <p className="font-medium wrap-anywhere">
                    <bdi>{use.name}</bdi> signed in <Time at={use.usedAt} now={actor.now} zone={zone} />
                  </p>
                  <p className="text-xs wrap-anywhere text-ink-3">
                    {use.sessionOver ? 'The session is over. ' : 'The session may still run. '}
                    <Link href={paths.auditOf({ actor: use.administratorId })}>What they did</Link>
                    {use.sessionOver ? null : (
                      <>
                        {' · '}
                        <Link href={paths.administratorSecurity(use.administratorId)}>End the session</Link>
                      </>
                    )}
                  </p>
                  {use.review ? (
                    <p className="mt-1 text-ink-2 wrap-anywhere">
                      <bdi>{use.review.by}</bdi>, <Time at={use.review.at} now={actor.now} zone={zone} />: <span className="whitespace-pre-wrap"><bdi>{use.review.finding}</bdi></span>
                    </p>
                  ) : null}
                </div>
                {use.review ? <Status tone="good">Reviewed</Status> : <Status tone="danger">Waits for a review</Status>}
                {use.review ? null : <ReviewButton useId={use.id} name={use.name} reason={use.administratorId === actor.administratorId ? 'You used this account yourself. Another Client Owner reviews it.' : null} />}
              </li>
            ))}
          </ul>
        ) : (
          <EmptyState icon="lock" title="Never used">
            Each sign-in with a break-glass account appears here.
          </EmptyState>
        )}
      </Card>
    </Page>
  )
}
