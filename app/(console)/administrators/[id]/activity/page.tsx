import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { PersonActivity } from '@/components/administrators/person-activity'
import { actsOf } from '@/components/administrators/acts-of'
import { PersonPage } from '@/components/administrators/person-page'
import { RefusedPage } from '@/components/guard/refused-page'
import { openProfile, profileTitle } from '@/lib/administrators/open-profile'
import { readActivityQuery } from '@/lib/administrators/activity-query'
import { listEvents } from '@/lib/audit/explorer-data'
import { openAudit } from '@/lib/audit/open-audit'
import { scopeInWords } from '@/lib/audit/sight'
import { readViewer } from '@/lib/format/viewer'
import { paths } from '@/lib/paths'

export async function generateMetadata({ params }: { params: Promise<{ id: string }> }): Promise<Metadata> {
  return { title: profileTitle(await openProfile((await params).id), 'Activity') }
}

interface Asked {
  params: Promise<{ id: string }>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export default async function AdministratorActivityPage({ params, searchParams }: Asked) {
  const opened = await openProfile((await params).id)
  if (!opened) notFound()
  const audit = await openAudit()
  if ('refusal' in opened) return <RefusedPage refusal={opened.refusal} homeHref={paths.home} />
  if ('refusal' in audit) return <RefusedPage refusal={audit.refusal} homeHref={paths.home} />
  const { facts, profile } = opened
  const asked = readActivityQuery(profile.id, await searchParams)
  const [page, viewer] = await Promise.all([listEvents(audit.reader, asked.filter), readViewer()])
  return (
    <PersonPage {...opened} acts={actsOf(profile, facts.actor, viewer.zone)} zone={viewer.zone}>
      <PersonActivity profile={profile} page={page} part={asked.part} sight={scopeInWords(facts.actor)} now={facts.actor.now} viewer={viewer} />
    </PersonPage>
  )
}
