'use client'

import { useState } from 'react'
import { FailureNotice } from '@/components/guard/failure-notice'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { RadioGroup } from '@/components/ui/radio-group'
import { requirePasswordReset } from '@/lib/administrators/actions'
import { MEANINGS, type PersonSubject } from '@/lib/administrators/consequences'
import { countOf } from '@/lib/format/count'
import { useAct } from './use-act'

/** The three meanings of resetting another's password, kept apart. */
export function ResetPasswordDialog({ subject, onClose }: { subject: PersonSubject; onClose: () => void }) {
  const [meaning, setMeaning] = useState(MEANINGS[0]!.meaning)
  const { act, pending, failure } = useAct(requirePasswordReset, onClose)
  const chosen = MEANINGS.find((one) => one.meaning === meaning)!
  const { sessions, name, email } = subject
  return (
    <Dialog
      open
      onClose={onClose}
      locked={pending}
      title={`Reset the password of ${name}`}
      description={`${sessions === 0 ? 'No session is running' : `${countOf(sessions, 'session')} ${sessions === 1 ? 'ends' : 'end'} at once`}, whichever you choose. Nobody but ${name} ever learns the password.`}
      footer={
        <>
          <Button onClick={onClose} disabledReason={pending ? 'Wait until this is done.' : null}>
            Cancel
          </Button>
          <Button variant="primary" pending={pending} onClick={() => void act({ administratorId: subject.id, meaning }, chosen.done)}>
            {chosen.verb}
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        <RadioGroup
          legend="What should happen?"
          name="meaning"
          options={MEANINGS.map((one) => ({ value: one.meaning, label: one.label, description: one.description }))}
          value={meaning}
          onChange={(event) => setMeaning(MEANINGS.find((one) => one.meaning === event.target.value)!.meaning)}
          help={`Mail goes to ${email}.`}
        />
        <FailureNotice failure={failure} />
      </div>
    </Dialog>
  )
}
