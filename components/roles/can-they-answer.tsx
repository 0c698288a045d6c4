import { Time } from '@/components/shell/time'
import { Card } from '@/components/ui/card'
import { Status, type Tone } from '@/components/ui/status'
import { TextLink } from '@/components/ui/text-link'
import { type ConsideredGrant } from '@/lib/authz/explain'
import { doing, explainDecider, explainStep, explainVerdict, nameGrant, type Naming } from '@/lib/authz/explain-words'
import { POLICY, ROLES, permissionRow } from '@/lib/authz/policy'
import { formatDateTime } from '@/lib/format/time'
import { paths } from '@/lib/paths'
import { type CanTheyAnswer } from '@/lib/roles/answer-can-they'
import { Verdict } from './verdict'

interface Shown {
  answer: CanTheyAnswer
  now: number
  zone: string
}

/** Yes or no, what decides, each grant with its reason, and the smallest change that would flip it. */
export function CanTheyAnswerView({ answer, now, zone }: Shown) {
  const { person, explanation, permission, at, changes } = answer
  const naming: Naming = {
    person: person.own ? null : person.name,
    place: ({ id, type }) => answer.placeNames[id] ?? (type === 'workspace' ? 'a workspace' : 'an organization'),
    time: (moment) => formatDateTime(moment, zone),
  }
  return (
    <div className="grid gap-6" aria-live="polite">
      <Verdict allowed={explanation.decider.by === 'no-place' ? null : explanation.allowed} title={sentence(answer)}>
        <p>{explainDecider(explanation.decider, permission, person.status, naming)}</p>
        {explanation.until === null ? null : (
          <p>
            By itself this ends on <Time at={explanation.until} now={now} zone={zone} absolute />.
          </p>
        )}
        {notes(answer).map((note) => (
          <p key={note} className="text-ink-3">
            {note}
          </p>
        ))}
      </Verdict>
      <Card title="What would change it" description={changes.length > 0 ? `The smallest ${changes.length > 1 ? 'changes, any one of which' : 'change that'} would turn this into a ${explanation.allowed ? 'no' : 'yes'}.` : undefined}>
        {changes.length === 0 ? (
          <p className="text-ink-2">{explanation.decider.by === 'no-place' ? 'Choose the place first.' : 'Nothing would.'}</p>
        ) : (
          <ul className="grid list-disc gap-2 pl-5">
            {changes.map((steps) => {
              const words = steps.map((step) => explainStep(step, naming))
              return <li key={words.join()}>{words.length > 1 ? `All of: ${words.join(' ')}` : words[0]}</li>
            })}
          </ul>
        )}
      </Card>
      <Card title="Each role considered" description={explanation.considered.length > 0 ? `${person.own ? 'Your roles' : `The roles of ${person.name}`}, also those that are over, and why each counts or does not${at === now ? '' : ' at that moment'}.` : undefined} flush>
        {explanation.considered.length === 0 ? (
          <p className="p-4 text-ink-2">{person.own ? 'You hold no role, and never did.' : `${person.name} holds no role, and never did.`}</p>
        ) : (
          <ul className="divide-y">
            {explanation.considered.toSorted((a, b) => rank(a) - rank(b)).map((considered) => (
              <Considered key={`${considered.grant.id} ${considered.grant.activation?.id ?? ''}`} considered={considered} naming={naming} now={now} zone={zone} />
            ))}
          </ul>
        )}
      </Card>
    </div>
  )
}

function Considered({ considered, naming, now, zone }: { considered: ConsideredGrant; naming: Naming; now: number; zone: string }) {
  const { grant, verdict } = considered
  return (
    <li className="grid gap-x-6 gap-y-1 px-4 py-3 sm:grid-cols-[minmax(0,1fr)_auto]">
      <div className="min-w-0">
        <p className="font-medium">
          <TextLink href={paths.role(grant.role)}>{nameGrant(grant, naming)}</TextLink>
          {grant.kind === 'eligible' ? <span className="font-normal text-ink-3"> (eligible)</span> : null}
        </p>
        <p className="text-ink-2">{explainVerdict(considered, naming)}</p>
      </div>
      <div className="grid content-start gap-0.5 text-xs text-ink-3 sm:justify-items-end">
        <Status tone={tones[verdict] ?? 'warn'}>{verdict === 'counts' ? 'Counts' : verdict === 'not_needed' ? 'Not needed' : 'Does not count'}</Status>
        <span>
          <Time at={grant.startsAt} now={now} zone={zone} absolute /> – {grant.endsAt === null ? 'no end' : <Time at={grant.endsAt} now={now} zone={zone} absolute />}
        </span>
      </div>
    </li>
  )
}

// What waits for something stands out: it is what one came to look for.
const tones: Partial<Record<ConsideredGrant['verdict'], Tone>> = { counts: 'good', not_needed: 'neutral', not_carried: 'neutral', elsewhere: 'neutral', ended: 'neutral' }

function rank({ verdict }: ConsideredGrant): number {
  return verdict === 'counts' ? 0 : tones[verdict] ? 2 : 1
}

function sentence({ explanation, person, permission, place, about, role }: CanTheyAnswer): string {
  const who = person.own ? 'you' : person.name
  const what = [doing(permission), role ? `: ${ROLES[role].label}` : '', place ? ` in ${place.name}` : '', about ? ` when it is about ${about.id === person.id ? (person.own ? 'yourself' : 'themselves') : about.name}` : ''].join('')
  if (explanation.decider.by === 'no-place') return `Where can ${who} ${what}?`
  return `${explanation.allowed ? 'Yes' : 'No'}, ${who} ${explanation.allowed ? 'can' : 'cannot'} ${what}`
}

function notes({ permission, about, role, explanation, factorSupposed }: CanTheyAnswer): string[] {
  const { rule, stepUp } = permissionRow(permission)
  return [
    explanation.allowed && stepUp === 'always' ? 'Doing it asks for a fresh proof of who they are.' : '',
    explanation.allowed && stepUp === 'privileged-role' ? 'For roles of the Administration and Tenant families, doing it asks for a fresh proof of who they are.' : '',
    explanation.allowed && rule === 'other-person' && !about ? 'About somebody without a role. Choose whom it is about to have that person’s roles counted.' : '',
    explanation.allowed && (rule === 'grant-change' || rule === 'new-grants') && !role ? 'Whether a certain role may be granted is another question: choose it above.' : '',
    factorSupposed ? 'Judged as if they had just signed in with their second factor.' : '',
    POLICY[permission].scope === 'tenant' ? '' : 'A role in the whole tenant counts in every place of it.',
  ].filter(Boolean)
}
