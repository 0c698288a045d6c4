'use client'

import { SubmitButton } from '@/components/form/submit-button'
import type { Way } from '@/lib/sign-in/choose-way'
import { SignInFields, type SignInPlace } from './sign-in-fields'

const WORDS: Record<Exclude<Way, 'passkey'>, string> = { password: 'Use your password instead', email_code: 'Use a code by mail instead', sso: 'Use your identity provider instead' }

interface OtherWaysProps {
  place: SignInPlace
  email: string
  ways: readonly Exclude<Way, 'passkey'>[]
  action: (form: FormData) => void
  choose: (way: Way) => void
}

/** The ways that are not shown now, each a form of its own: without script the page is drawn anew with it. */
export function OtherWays({ place, email, ways, action, choose }: OtherWaysProps) {
  return ways.map((way) => (
    <form
      key={way}
      action={action}
      onSubmit={(event) => {
        event.preventDefault()
        choose(way)
      }}
    >
      <SignInFields place={place} />
      <input type="hidden" name="email" value={email} />
      <input type="hidden" name="way" value={way} />
      <SubmitButton variant="secondary" className="w-full">
        {WORDS[way]}
      </SubmitButton>
    </form>
  ))
}
