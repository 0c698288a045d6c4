'use client'

import { ReplacementCode } from '@/components/mfa/replacement-code'
import { LinkButton } from '@/components/ui/link-button'
import { PublicPanel } from './public-panel'

/** A recovery code was used, and another takes its place: shown this once. */
export function RecoveryCodeUsed({ replacement, goOnTo }: { replacement: string; goOnTo: string }) {
  return (
    <PublicPanel title="You are signed in" description="The recovery code you used is dead; this one takes its place. It is shown this once.">
      <ReplacementCode code={replacement} />
      <p className="text-ink-2">Put it where the used one was. If you lost your phone, set up a new factor under My account.</p>
      {/* A new document: the session began while this page was open. */}
      <LinkButton href={goOnTo} variant="primary" plain className="w-full">
        I have kept it
      </LinkButton>
    </PublicPanel>
  )
}
