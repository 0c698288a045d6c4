import type { Metadata } from 'next'
import { reasonOf } from '@/components/guard/reason-of'
import { RefusedPage } from '@/components/guard/refused-page'
import { CanTheyAnswerView } from '@/components/roles/can-they-answer'
import { CanTheyForm } from '@/components/roles/can-they-form'
import { RolesHeader } from '@/components/roles/roles-header'
import { Page } from '@/components/shell/page'
import { Callout } from '@/components/ui/callout'
import { Card } from '@/components/ui/card'
import { openPage } from '@/lib/authz/access'
import { can } from '@/lib/authz/can'
import { personName } from '@/lib/format/person-name'
import { readViewer } from '@/lib/format/viewer'
import { paths } from '@/lib/paths'
import { answerCanThey } from '@/lib/roles/answer-can-they'
import { writePlace } from '@/lib/roles/asked-place'
import { AskedQuestion } from '@/lib/roles/can-they-query'

export const metadata: Metadata = { title: 'Can they?' }

const UNKNOWN = { person: 'Nobody of that kind is within your reach.', about: 'The person it is about is not within your reach.', place: 'No such place is within your reach.' }

/** Pick a person, a permission, a place and a moment: yes or no, and why. About oneself it is open to everyone. */
export default async function CanTheyPage({ searchParams }: { searchParams: Promise<Record<string, string | string[] | undefined>> }) {
  const access = await openPage('role:read')
  if ('refusal' in access) return <RefusedPage refusal={access.refusal} homeHref={paths.home} />
  const { facts } = access
  const { actor, person, placeNames } = facts
  const asked = AskedQuestion.parse(await searchParams)
  const [result, { zone }] = await Promise.all([answerCanThey(facts, asked), readViewer()])
  const answer = result.kind === 'answer' ? result.answer : null
  const ownPlaces = actor.grants.flatMap(({ scope }) => (scope.type !== 'tenant' && placeNames[scope.id] ? [{ value: writePlace(scope), label: placeNames[scope.id]! }] : []))
  return (
    <Page>
      <RolesHeader title="Can they?" description="Asks the same table that every page and action asks, and says what the answer rests on." />
      <Card>
        <CanTheyForm
          key={JSON.stringify(asked)}
          asked={{
            person: answer && !answer.person.own ? { value: answer.person.id, label: answer.person.name } : null,
            permission: asked.permission ?? '',
            place: asked.place && answer?.place ? { value: writePlace(asked.place), label: answer.place.name } : null,
            about: answer?.about ? { value: answer.about.id, label: answer.about.name } : null,
            role: asked.role ?? '',
            at: asked.at,
          }}
          onlyOneself={reasonOf(can(actor, 'administrator:read'))}
          self={{ value: actor.administratorId, label: `${personName(person)} (yourself)` }}
          ownPlaces={ownPlaces}
          zone={zone}
        />
      </Card>
      {answer ? <CanTheyAnswerView answer={answer} now={actor.now} zone={zone} /> : null}
      {result.kind === 'unknown' ? <Callout tone="warn" title={UNKNOWN[result.what]}>Choose another, or ask somebody whose role reaches further.</Callout> : null}
      {result.kind === 'refused' ? (
        <Callout tone="warn" title="You can ask about yourself only">
          {result.refusal.sentence}
        </Callout>
      ) : null}
    </Page>
  )
}
