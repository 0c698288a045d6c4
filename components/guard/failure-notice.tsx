'use client'

import { Callout } from '@/components/ui/callout'
import { type Asked } from '@/lib/authz/refusals'
import { type Failure } from '@/lib/errors/app-error'
import { paths } from '@/lib/paths'
import { askAbout } from './ask-about'

/** Why an action did nothing, where its button is: the sentence, the way on, the number support would ask for. Draws nothing without a failure. */
export function FailureNotice({ failure }: { failure: Failure | null }) {
  if (!failure) return null
  const fields = Object.values(failure.fields ?? {})
  return (
    <Callout
      tone="danger"
      live
      title={failure.sentence}
      actions={
        // In a tab of its own: what was typed here stays, and the session is the browser's.
        failure.code === 'forbidden' && failure.details?.asked ? (
          <a href={askAbout(failure.details.asked as Asked)} target="_blank" rel="noopener" className="underline underline-offset-2">
            Why, and what would change it
          </a>
        ) : failure.reason === 'mfa_not_enrolled' || failure.reason === 'mfa_not_used' ? (
          <a href={paths.accountFactors} target="_blank" rel="noopener" className="underline underline-offset-2">
            Your second factors
          </a>
        ) : failure.reason === 'not_activated' ? (
          <a href={paths.pim} target="_blank" rel="noopener" className="underline underline-offset-2">
            Activate it in PIM
          </a>
        ) : failure.code === 'signed_out' ? (
          <a href={paths.signIn()} target="_blank" rel="noopener" className="underline underline-offset-2">
            Sign in again in a new tab
          </a>
        ) : null
      }
    >
      {fields.length > 0 ? (
        <ul>
          {fields.map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      ) : null}
      {failure.reference ? (
        <p className="text-xs">
          Reference <code className="font-mono select-all">{failure.reference}</code>
        </p>
      ) : null}
    </Callout>
  )
}
